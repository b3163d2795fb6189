import { isoDay, longDate } from '../http/dates';
import { readDate } from '../http/forms';
import { Refused } from '../http/errors';
import { page, redirect, route, type PageReply, type Route, type Visit } from '../http/route';
import { publicationGaps } from './crosswalk-gaps';
import { publishDraft, refuseDay } from './edition-steps';
import { publicationForm } from './draft-forms';
import { draftHref, FRESH, type Shown } from './draft-form-parts';
import { touched } from './draft-pages';
import { effectOf, type DraftRow } from './draft-queries';
import { again, DRAFT, draftOf, EDITORS } from './draft-visits';
import { publicationCheckPage, publicationPage } from './publication-pages';

const PATH = `${DRAFT}/publication`;

/** Publication: the day, the answers to check, and the act. */
export const publicationRoutes: Route[] = [
  route({
    ...EDITORS,
    method: 'get',
    path: PATH,
    audit: 'none',
    handle: async (visit) => show(await draftOf(visit), FRESH),
  }),
  route({ ...EDITORS, method: 'get', path: `${PATH}/check`, audit: 'none', handle: check }),
  route({
    ...EDITORS,
    method: 'post',
    path: PATH,
    audit: 'edition.published',
    form: publicationForm,
    handle: async ({ tx, actor, house, params, form }) => {
      const edition = params.draft ?? '';
      const from = form.in_force_from;
      const today = isoDay(house.now());
      const { inForce } = await publishDraft(tx, actor, house.now(), { edition, from, today });
      return redirect(
        '/typology/editions',
        inForce
          ? `Edition ${edition} is in force.`
          : `Edition ${edition} is published. It is in force from ${longDate(from)}.`,
      );
    },
    redisplay: async (visit, problems) => show(await draftOf(visit), again(visit, problems)),
  }),
];

function show(draft: DraftRow, shown: Shown): PageReply {
  const model = publicationPage(draft, shown);
  return page('typology/publication', model.form.title, model, {
    section: 'typology',
    problems: [...shown.problems],
    status: shown.problems.length > 0 ? 422 : undefined,
    layout: { width: 'two-thirds', backLink: { text: `Edition ${draft.code}`, href: draftHref(draft.code) } },
  });
}

async function check(visit: Visit): Promise<PageReply> {
  const draft = await draftOf(visit);
  const { query, house, tx } = visit;
  if (publicationGaps(draft).length > 0) return show(draft, FRESH);
  const today = isoDay(house.now());
  const asked = { label: 'The day', required: 'Give the day from which the edition is in force' };
  const read = readDate(query, 'in_force_from', asked.label, asked.required);
  const refused = (message: string) =>
    show(draft, { typed: query, problems: [{ field: 'in_force_from', message }] });
  if ('problem' in read) return refused(read.problem.message);
  const from = read.value ?? '';
  try {
    refuseDay(draft, from, today);
  } catch (error) {
    if (error instanceof Refused) return refused(error.message);
    throw error;
  }
  const effect = await effectOf(tx, draft.base, touched(draft));
  const model = publicationCheckPage(draft, effect, from, today);
  return page('typology/publication-check', model.title, model, {
    section: 'typology',
    layout: { width: 'two-thirds', backLink: { text: 'Change the day', href: model.back } },
  });
}
