import { READ_ACTION } from '../approvals/reading';
import type { Errors, Typed } from '../findings/fields';
import type { WholeFinding } from '../findings/finding-queries';
import { readAgain, readToWrite, whichOf } from '../findings/finding-visits';
import { framed } from '../findings/frame-pages';
import { Missing } from '../http/errors';
import { errorsByField } from '../http/forms';
import { redirect, route, type PageReply, type Route, type Visit } from '../http/route';
import { onlyWhoMay, pageOfCase, recordCaseReading } from './case-file';
import { readCase } from './case-file-queries';
import { evidenceHref, type EvidenceHead } from './evidence-labels';
import { targetPart, WRITABLE } from './picker-queries';
import { pickerRoutes } from './picker-routes';
import { placePage } from './place-pages';
import { changePointerForm, removePointerForm } from './pointer-forms';
import { findingEvidencePage } from './pointer-pages';
import { changePointer, removePointer } from './pointers';
import { placeOf, targetIn } from './pointer-targets';
import { POINTING } from './pointing-parts';
import { usePage, type WritableFinding } from './use-pages';

const EVIDENCE = '/reviews/:reviewId/findings/:findingId/evidence';
const who = ['lead_reviewer', 'team_member'] as const;

/** What a finding rests on: all of it on a page; chosen, placed, changed and taken away. */
export const pointerRoutes: Route[] = [
  ...pickerRoutes,
  route({
    method: 'get',
    path: EVIDENCE,
    who,
    scope: 'board',
    audit: READ_ACTION,
    handle: async (visit) => {
      const { whole, elsewhere } = await readToWrite(visit, 'evidence');
      if (elsewhere) return elsewhere;
      const model = findingEvidencePage(whole);
      return framed(whole, visit.house.now(), 'evidence/finding-evidence', model.title, model);
    },
  }),
  route({
    method: 'get',
    path: `${EVIDENCE}/:pointerId`,
    who,
    scope: 'board',
    audit: READ_ACTION,
    handle: async (visit) => {
      const { whole, elsewhere } = await readToWrite(visit, `evidence/${visit.params.pointerId}`);
      return elsewhere ?? kept(visit, whole, null, {});
    },
  }),
  route({
    method: 'post',
    path: `${EVIDENCE}/:pointerId`,
    who,
    scope: 'board',
    audit: 'finding.evidence_changed',
    form: changePointerForm,
    handle: async ({ tx, actor, house, params, form, path }) => {
      const pointerId = String(params.pointerId);
      await changePointer(tx, actor, house.now(), { ...whichOf({ params }), pointerId, ...form });
      return redirect(path.replace(/\/[^/]+$/, ''), 'Saved.');
    },
    redisplay: async (visit, problems) =>
      kept(visit, await readAgain(visit), visit.typed, errorsByField(problems)),
  }),
  route({
    method: 'post',
    path: `${EVIDENCE}/:pointerId/removal`,
    who,
    scope: 'board',
    audit: 'finding.evidence_removed',
    form: removePointerForm,
    handle: async ({ tx, actor, params, form, path }) => {
      const pointerId = String(params.pointerId);
      await removePointer(tx, actor, { ...whichOf({ params }), pointerId, ...form });
      return redirect(path.replace(/\/[^/]+\/removal$/, ''), 'Removed from what the finding rests on.');
    },
    redisplay: async (visit) => kept(visit, await readAgain(visit), null, {}),
  }),
  route({
    method: 'get',
    path: '/reviews/:reviewId/use',
    who,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => {
      const target = targetIn(visit.query);
      if (!target) throw new Missing();
      const file = await readCase<{ chosen: EvidenceHead | null; findings: WritableFinding[] }>(
        visit.tx,
        String(visit.params.reviewId),
        { chosen: targetPart('r.board_id', 'r.id', target), findings: WRITABLE },
      );
      onlyWhoMay(visit.actor, file, 'makeSense');
      if (!file.chosen) throw new Missing();
      await recordCaseReading(visit.tx, file, target.kind, target.target);
      const model = usePage(file, file.findings, target, file.chosen);
      const reply = pageOfCase(visit, file, 'review', 'evidence/choose-place', model.title, model, {
        backLink: { text: 'Back to the evidence', href: evidenceHref(file.id, target) },
        width: 'two-thirds',
      });
      return reply;
    },
  }),
];

/** The page of one pointer. Throws Missing when the finding has none such. */
function kept(visit: Visit<unknown>, whole: WholeFinding, typed: Typed | null, errors: Errors): PageReply {
  const pointer = whole.content.pointers.find(({ id }) => id === visit.params.pointerId);
  const place = pointer && placeOf(whole, pointer.from_part, pointer.from_row);
  const head = pointer && whole.evidence[pointer.target];
  if (!place || !head) throw new Missing();
  const version =
    (typed && String([typed.version].flat()[0] ?? '')) || String(whole.part_versions[pointer.id]);
  const model = placePage(whole, place, head, pointer, typed, errors, { id: pointer.id, version });
  return framed(whole, visit.house.now(), 'evidence/place', model.title, model, {
    current: POINTING[place.part].section,
  });
}
