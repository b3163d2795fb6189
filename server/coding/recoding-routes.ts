import { recordAudit } from '../audit/audit';
import { Missing } from '../http/errors';
import { isUuid } from '../http/ids';
import { page, redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import type { Typed } from '../http/typed';
import { codeAgain, undoCodingAgain } from './recoding';
import { decisionForm } from './recoding-forms';
import { AGAIN, againHref, againListPage, againPage } from './recoding-pages';
import { listAgain, readAgain, type Place } from './recoding-queries';

const EDITORS = { who: ['editor'], scope: 'national' } as const;
const PATH = `${AGAIN}/:edition/:code/:findingId`;
const SECTION = { section: 'coding' } as const;
const MOST_SHOWN = 20;

/** Findings to be coded again: of split categories, and those that fitted nowhere and now have a category. */
export const recodingRoutes: Route[] = [
  route({
    ...EDITORS,
    method: 'get',
    path: AGAIN,
    audit: 'none',
    handle: async ({ tx }) =>
      page('coding/again-list', 'Coding again', againListPage(await listAgain(tx, MOST_SHOWN)), {
        ...SECTION,
        layout: { backLink: { text: 'Coding', href: '/coding' } },
      }),
  }),
  route({
    ...EDITORS,
    method: 'get',
    path: PATH,
    audit: 'finding.read_for_coding',
    handle: async (visit) => {
      const shown = await showAgain(visit, null, []);
      await recordAudit(visit.tx, {
        board: null,
        action: 'finding.read_for_coding',
        kind: 'finding',
        subject: placeOf(visit).findingId,
        detail: { edition: visit.params.edition, category: visit.params.code },
      });
      return shown;
    },
  }),
  route({
    ...EDITORS,
    method: 'post',
    path: PATH,
    audit: 'finding.recoded',
    form: decisionForm,
    handle: async (visit) => {
      const place = placeOf(visit);
      await codeAgain(visit.tx, visit.actor, visit.house.now(), place, visit.form);
      const { next } = await readAgain(visit.tx, place, null);
      if (!next) return redirect(AGAIN, 'Decided. Nothing else is to be coded again.');
      const onward = { edition: next.to_edition, code: next.from_code, findingId: next.finding_id };
      return redirect(`${againHref(onward)}?after=${place.findingId}`);
    },
    redisplay: (visit, problems) => showAgain(visit, visit.typed, problems),
  }),
  route({
    ...EDITORS,
    method: 'post',
    path: `${PATH}/removal`,
    audit: 'finding.recoding_undone',
    handle: async (visit) => {
      const place = placeOf(visit);
      await undoCodingAgain(visit.tx, place);
      return redirect(againHref(place), 'Taken back. It waits for a decision again.');
    },
  }),
];

function placeOf({ params }: Visit<unknown>): Place {
  const { edition = '', code = '', findingId = '' } = params;
  // What cannot be stored names nothing that is.
  if (!`${edition}${code}`.isWellFormed() || /\p{Cc}/u.test(`${edition}${code}`)) throw new Missing();
  return { edition, code, findingId: findingId.toLowerCase() };
}

async function showAgain(
  visit: Visit<unknown>,
  typed: Typed | null,
  problems: readonly Problem[],
): Promise<PageReply> {
  const after = visit.query.after && isUuid(visit.query.after) ? visit.query.after : null;
  const place = placeOf(visit);
  const model = againPage(place, await readAgain(visit.tx, place, after), typed, problems);
  if (!model) throw new Missing();
  return page('coding/again', 'Code a finding again', model, {
    ...SECTION,
    layout: { backLink: { text: 'Coding again', href: AGAIN } },
  });
}
