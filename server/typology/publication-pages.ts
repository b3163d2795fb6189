import { longDate } from '../http/dates';
import { publicationGaps } from './crosswalk-gaps';
import { asking, draftHref, formPage, FRESH, type FormPage, type Shown } from './draft-form-parts';
import { effectWords, gapLinks, promptsOf, type GapLine } from './draft-pages';
import { changesOf, marksOf } from './draft-marks';
import type { DraftRow, Effect } from './draft-queries';
import { draftSeen } from './edition-steps';

/** views/typology/publication */
export interface PublicationPage {
  gaps: GapLine[];
  draft: string;
  crosswalk: string;
  form: FormPage;
}

/** The day from which a draft is in force; or, while it is not complete, what to mend first. */
export function publicationPage(draft: DraftRow, shown: Shown = FRESH): PublicationPage {
  const href = draftHref(draft.code);
  return {
    gaps: gapLinks(draft, publicationGaps(draft)),
    draft: href,
    crosswalk: `${href}/crosswalk`,
    form: formPage({
      title: `Publish edition ${draft.code}`,
      intro: [
        'A published edition never changes, and cannot be taken back. You check everything on the next page.',
      ],
      method: 'get',
      action: `${href}/publication/check`,
      controls: [
        asking(shown).date('in_force_from', {
          label: 'From which day is it in force?',
          hint: `Today or later. Until then edition ${draft.base} stays in force.`,
        }),
      ],
      button: 'Continue',
      cancel: { text: 'Back to the draft', href },
    }),
  };
}

/** views/typology/publication-check */
export interface PublicationCheckPage {
  title: string;
  rows: { key: string; value: string; change?: string }[];
  action: string;
  from: string;
  /** What of the draft is shown, so that nothing else is published. */
  seen: string;
  /** Words that name a category that is not there: they keep nothing from being published. */
  prompts: GapLine[];
  button: string;
  back: string;
}

/** What is published and what it does, to be read before it is done. */
export function publicationCheckPage(
  draft: DraftRow,
  effect: Effect,
  from: string,
  today: string,
): PublicationCheckPage {
  const href = draftHref(draft.code);
  const changes = changesOf(draft);
  const made = draft.categories.filter((one) => marksOf(draft, one).includes('new')).length;
  const number = (kind: string): number => changes.filter((change) => change.kind === kind).length;
  return {
    title: `Check edition ${draft.code} before you publish it`,
    rows: [
      { key: 'Edition', value: draft.code },
      { key: 'Based on', value: `Edition ${draft.base}, which is then superseded` },
      {
        key: 'In force from',
        value: from === today ? `Today, ${longDate(from)}: at once` : longDate(from),
        change: `${href}/publication`,
      },
      { key: 'Categories', value: `${draft.categories.length}, of which ${made} new` },
      {
        key: 'Changes',
        value: `${changes.length}: ${number('follow')} that coding follows, ${number('again')} split, ${number('behind')} retired`,
      },
      { key: 'What is coded', value: effectWords(draft, effect).join(' ') },
      { key: 'Crosswalk', value: 'Complete: each category of the older edition has one step' },
    ],
    action: `${href}/publication`,
    from,
    seen: draftSeen(draft),
    prompts: promptsOf(draft),
    button: from === today ? 'Publish it, in force today' : 'Publish it',
    back: `${href}/publication`,
  };
}
