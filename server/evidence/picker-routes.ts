import { READ_ACTION } from '../approvals/reading';
import { recordAudit } from '../audit/audit';
import { firstOf, type Errors, type Typed } from '../findings/fields';
import type { WholeFinding } from '../findings/finding-queries';
import { readAgain, readToWrite, whichOf } from '../findings/finding-visits';
import { addressOf, framed } from '../findings/frame-pages';
import { Missing } from '../http/errors';
import { errorsByField } from '../http/forms';
import { isUuid } from '../http/ids';
import { redirect, route, type PageReply, type Route, type Visit } from '../http/route';
import { insertAsked } from './asked-queries';
import { EVIDENCE_KINDS_IN_ORDER, type EvidenceHead } from './evidence-labels';
import { browsePart, findParts, targetPart } from './picker-queries';
import { browsePage, firstKind, foundPage, type Place } from './picker-pages';
import { placePage } from './place-pages';
import { addPointerForm, pickerForm } from './pointer-forms';
import { addHref } from './pointer-pages';
import { addPointer } from './pointers';
import { placeOf, targetIn, type Target } from './pointer-targets';
import { placeHref, POINTING } from './pointing-parts';
import type { SearchAnswer } from './search-queries';
import { choosePlacePage } from './use-pages';

const EVIDENCE = '/reviews/:reviewId/findings/:findingId/evidence';
const who = ['lead_reviewer', 'team_member'] as const;

interface Chosen {
  chosen: EvidenceHead | null;
}
interface Found extends Browsed {
  words: string | null;
  found: SearchAnswer;
}
interface Browsed {
  counts: Record<string, number>;
  list: EvidenceHead[];
}

/** Choosing what a part of a finding rests on: the part, the evidence, and the place in it; either may come first. */
export const pickerRoutes: Route[] = [
  route({
    method: 'get',
    path: `${EVIDENCE}/new`,
    who,
    scope: 'board',
    audit: READ_ACTION,
    handle: async (visit) => {
      const target = targetIn(visit.query);
      if (target) return chosen(visit, target);
      const { asked = '' } = visit.query;
      return asked === '' ? browse(visit) : found(visit, asked);
    },
  }),
  route({
    method: 'post',
    path: `${EVIDENCE}/new`,
    who,
    scope: 'board',
    audit: 'evidence.searched',
    form: pickerForm,
    handle: async (visit) => {
      const { from, row, words } = visit.form;
      const whole = await readAgain(visit);
      const place = known(whole, from, row);
      const asked = await insertAsked(visit.tx, {
        board_id: whole.board_id,
        review_id: whole.review_id,
        account_id: visit.actor.accountId,
        words,
        person: '',
        asked_at: visit.house.now(),
      });
      await recordAudit(visit.tx, {
        board: whole.board_id,
        action: 'evidence.searched',
        kind: 'finding',
        subject: whole.id,
        detail: { asked },
      });
      return redirect(addHref(whole, place, { asked }));
    },
    redisplay: async (visit, problems) => {
      const typed = (name: string): string => firstOf(visit.typed[name]) ?? '';
      const kind = firstKind(typed('from'));
      const whole = await readAgain<Browsed>(visit, browsePart(kind, 0));
      const place = known(whole, typed('from'), typed('row'));
      const model = browsePage(whole, place, kind, 0, typed('words').slice(0, 300), errorsByField(problems));
      return show(visit, whole, place, 'evidence/picker', model);
    },
  }),
  route({
    method: 'post',
    path: EVIDENCE,
    who,
    scope: 'board',
    audit: 'finding.evidence_added',
    form: addPointerForm,
    handle: async ({ tx, actor, house, params, form }) => {
      const { from: part, row, ...evidence } = form;
      const which = whichOf({ params });
      await addPointer(tx, actor, house.now(), { ...which, part, row, ...evidence });
      const finding = addressOf({ review_id: which.reviewId, id: which.findingId });
      return redirect(placeHref(finding, { part, row }), 'Added to what this rests on.');
    },
    redisplay: async (visit, problems) => {
      const typed = (name: string): string => firstOf(visit.typed[name]) ?? '';
      const target = targetIn({ [typed('kind')]: typed('target') });
      if (!target) throw new Missing();
      const whole = await readAgain<Chosen>(visit, {
        chosen: targetPart('f.board_id', 'f.review_id', target),
      });
      const place = known(whole, typed('from'), typed('row'));
      return placed(visit, whole, place, target, visit.typed, errorsByField(problems));
    },
  }),
];

/** The part of the finding that is named. Throws Missing when it has none such. */
function known(whole: WholeFinding, from: string, row: string | null): Place {
  const place = placeOf(whole, from, row);
  if (!place) throw new Missing();
  return place;
}

async function chosen(visit: Visit<unknown>, target: Target) {
  const { whole, elsewhere } = await readToWrite<Chosen>(visit, 'evidence/new', {
    chosen: targetPart('f.board_id', 'f.review_id', target),
  });
  if (elsewhere) return elsewhere;
  if (!whole.chosen) throw new Missing();
  const { from, row } = visit.query;
  if (from) return placed(visit, whole, known(whole, from, row ?? null), target, null, {});
  const model = choosePlacePage(whole, target, whole.chosen);
  return framed(whole, visit.house.now(), 'evidence/choose-place', model.title, model);
}

/** What has the words that the reader posted; the lists when they posted none, or long ago. */
async function found(visit: Visit<unknown>, asked: string) {
  if (!isUuid(asked)) throw new Missing();
  const { from = '', row = null } = visit.query;
  const { whole, elsewhere } = await readToWrite<Found>(visit, 'evidence/new', {
    ...findParts(asked),
    ...browsePart(firstKind(from), 0),
  });
  if (elsewhere) return elsewhere;
  const place = known(whole, from, row);
  const model =
    whole.words === null
      ? browsePage(whole, place, firstKind(from), 0)
      : foundPage(whole, place, whole.words);
  return show(visit, whole, place, 'evidence/picker', model);
}

async function browse(visit: Visit<unknown>) {
  const { from = '', row = null, skip = '' } = visit.query;
  const kind = EVIDENCE_KINDS_IN_ORDER.find((asked) => asked === visit.query.kind) ?? firstKind(from);
  const first = /^\d{1,6}$/.test(skip) ? Number(skip) : 0;
  const { whole, elsewhere } = await readToWrite<Browsed>(visit, 'evidence/new', browsePart(kind, first));
  if (elsewhere) return elsewhere;
  if (from) {
    const place = known(whole, from, row);
    return show(visit, whole, place, 'evidence/picker', browsePage(whole, place, kind, first));
  }
  const model = choosePlacePage(whole, null, null);
  return framed(whole, visit.house.now(), 'evidence/choose-place', model.title, model);
}

function placed(
  visit: Visit<unknown>,
  whole: WholeFinding & Chosen,
  place: Place,
  target: Target,
  typed: Typed | null,
  errors: Errors,
): PageReply {
  if (!whole.chosen) throw new Missing();
  const model = placePage(whole, place, whole.chosen, target, typed, errors);
  return show(visit, whole, place, 'evidence/place', model);
}

function show(
  visit: Visit<unknown>,
  whole: WholeFinding,
  place: Place,
  view: string,
  model: { title: string },
): PageReply {
  const current = POINTING[place.part].section;
  return framed(whole, visit.house.now(), view, model.title, model, { current });
}
