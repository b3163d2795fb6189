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
  route({
    ...EDITORS,
    method: 'get',
    path: `${PATH}/check`,
    audit: 'none',
    handle: (visit) => check(visit, { typed: visit.query, problems: [] }),
  }),
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
      const { seen } = form;
      const { inForce } = await publishDraft(tx, actor, house.now(), { edition, from, today, seen });
      return redirect(
        '/typology/editions',
        inForce
          ? `Edition ${edition} is in force.`
          : `Edition ${edition} is published. It is in force from ${longDate(from)}.`,
      );
    },
    redisplay: (visit, problems) => check(visit, again(visit, problems)),
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

/** Everything to be read before it is done; the day again where that will not do, and what is missing while anything is. */
async function check(visit: Visit<unknown>, shown: Shown): Promise<PageReply> {
  const draft = await draftOf(visit);
  if (publicationGaps(draft).length > 0) return show(draft, shown);
  const today = isoDay(visit.house.now());
  const day = dayOf(draft, shown, today);
  if ('message' in day) return show(draft, { ...shown, problems: [{ field: 'in_force_from', ...day }] });
  const effect = await effectOf(visit.tx, draft.base, touched(draft));
  const model = publicationCheckPage(draft, effect, day.from, today);
  return page('typology/publication-check', model.title, model, {
    section: 'typology',
    problems: [...shown.problems],
    status: shown.problems.length > 0 ? 422 : undefined,
    layout: { width: 'two-thirds', backLink: { text: 'Change the day', href: model.back } },
  });
}

function dayOf(draft: DraftRow, { typed }: Shown, today: string): { from: string } | { message: string } {
  const asked = { label: 'The day', required: 'Give the day from which the edition is in force' };
  const read = readDate(typed ?? {}, 'in_force_from', asked.label, asked.required);
  if ('problem' in read) return { message: read.problem.message };
  const from = read.value ?? '';
  try {
    refuseDay(draft, from, today);
  } catch (error) {
    if (error instanceof Refused) return { message: error.message };
    throw error;
  }
  return { from };
}
