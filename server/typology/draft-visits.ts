import { Missing } from '../http/errors';
import { page, type PageReply, type Visit } from '../http/route';
import { type FormPage, type Shown } from './draft-form-parts';
import { categoryIn, type DraftCategory } from './draft-model';
import { readDraft, type DraftRow } from './draft-queries';

/** Drafts are for editors; to everyone else they are not there. */
export const EDITORS = { who: ['editor'], scope: 'national' } as const;
export const DRAFT = '/typology/drafts/:draft';

/** The draft that an address names. Throws Missing when there is none. */
export async function draftOf({ tx, params }: Visit<unknown>): Promise<DraftRow> {
  const draft = await readDraft(tx, params.draft ?? '');
  if (!draft) throw new Missing();
  return draft;
}

/** The category of the draft that an address names, too. */
export async function categoryOf(visit: Visit<unknown>): Promise<{ draft: DraftRow; own: DraftCategory }> {
  const draft = await draftOf(visit);
  return { draft, own: categoryIn(draft, visit.params.code ?? '') };
}

/** What was typed and what was wrong, as a form's page takes it. */
export const again = ({ typed }: Visit<unknown>, problems: Shown['problems']): Shown => ({ typed, problems });

const SECTION = { section: 'typology' } as const;

/** A page of one form. */
export function shownForm(model: FormPage): PageReply {
  return page('typology/form', model.title, model, {
    ...SECTION,
    layout: { width: 'two-thirds', backLink: model.cancel },
  });
}
