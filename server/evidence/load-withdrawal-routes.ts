import { z } from 'zod';
import { count } from '../http/dates';
import { text } from '../http/forms';
import { redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { onlyWhoMay } from './case-file';
import { readCase, type CaseFile } from './case-file-queries';
import { restoreLoad, withdrawLoad } from './load-withdrawal';

const LOAD_PATH = '/reviews/:reviewId/chronology/loads/:loadId';
const whyForm = z.object({
  why: text('Why', {
    most: 2000,
    required: 'Say why they are withdrawn: what rests on them will show the reason',
  }),
});

/** Takes back what a spreadsheet brought, and puts it back. */
export const loadWithdrawalRoutes = (
  showLoad: (visit: Visit<unknown>, problems: Problem[], typed: Visit['typed']) => Promise<PageReply>,
): Route[] => [
  route({
    method: 'post',
    path: `${LOAD_PATH}/withdrawal`,
    who: CASE_ROLES,
    scope: 'board',
    audit: 'chronology.withdrawn',
    form: whyForm,
    handle: async (visit) => {
      const file = await gathering(visit);
      const which = { id: visit.params.loadId ?? '', why: visit.form.why };
      const { withdrawn, changed } = await withdrawLoad(
        visit.tx,
        visit.actor,
        visit.house.now(),
        file,
        which,
      );
      const stay =
        changed > 0
          ? ` ${count(changed, 'event')} changed since ${changed === 1 ? 'stays' : 'stay'} as ${changed === 1 ? 'it is' : 'they are'}.`
          : '';
      return redirect(
        placeOf(visit),
        `${count(withdrawn, 'event')} ${withdrawn === 1 ? 'is' : 'are'} withdrawn.${stay}`,
      );
    },
    redisplay: (visit, problems) => showLoad(visit, problems, visit.typed),
  }),
  route({
    method: 'post',
    path: `${LOAD_PATH}/restoration`,
    who: CASE_ROLES,
    scope: 'board',
    audit: 'chronology.restored',
    handle: async (visit) => {
      const file = await gathering(visit);
      const id = visit.params.loadId ?? '';
      const restored = await restoreLoad(visit.tx, visit.actor, visit.house.now(), file, id);
      return redirect(
        placeOf(visit),
        `${count(restored, 'event')} ${restored === 1 ? 'is' : 'are'} put back.`,
      );
    },
  }),
];

async function gathering({ tx, actor, params }: Visit<unknown>): Promise<CaseFile> {
  const file = await readCase(tx, params.reviewId ?? '');
  onlyWhoMay(actor, file, 'gather');
  return file;
}

const placeOf = ({ params }: Visit<unknown>): string =>
  `/reviews/${params.reviewId}/chronology/loads/${params.loadId}`;
