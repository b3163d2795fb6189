import { isoDay } from '../http/dates';
import { Missing, Refused } from '../http/errors';
import {
  redirect,
  route,
  type PageReply,
  type Problem,
  type Reply,
  type Route,
  type Visit,
} from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { evidenceCanOf, onlyWhoMay, pageOfCase, recordCaseReading } from './case-file';
import { readCase, type CaseFile } from './case-file-queries';
import { dropDraft, mapDraft, mendRows } from './load-draft';
import { draftForm, loadForm, rowsForm, words, type LoadForm } from './load-forms';
import { agencyName } from './load-mapping';
import { loadPage, type LoadParts } from './load-pages';
import {
  countsPart,
  firstRowsPart,
  LISTS,
  loadedBeforePart,
  loadPart,
  LOADS,
  newAgenciesPart,
  rowsPart,
  samplePart,
  siblingsPart,
  type List,
} from './load-page-queries';
import { MOST_LISTED } from './load-rows-pages';
import { stageFile, type FromAgency } from './load-staging';
import { loadWithdrawalRoutes } from './load-withdrawal-routes';
import { standingPart } from './load-withdrawal-queries';
import { addedWords, loadRecordPage, loadsPage, type LoadsPage } from './loads-pages';
import { loadDraft } from './loading';
import type { Spreadsheet } from './reading-room/spreadsheet';
import { readingOfSheets } from './reading-of-sheets';

const CASE = { who: CASE_ROLES, scope: 'board' } as const;
const LOADS_PATH = '/reviews/:reviewId/chronology/loads';
const LOAD_PATH = `${LOADS_PATH}/:loadId`;
export const MOST_BYTES = 25 * 1024 * 1024;
const FIRST_ROWS = 5;

/** Spreadsheets on their way into the chronology. */
export const loadRoutes: Route[] = [
  route({
    ...CASE,
    method: 'get',
    path: LOADS_PATH,
    audit: 'evidence.read',
    handle: (visit) => showLoads(visit),
  }),
  route({
    ...CASE,
    method: 'post',
    path: LOADS_PATH,
    audit: 'chronology.staged',
    upload: { field: 'file', mostBytes: MOST_BYTES, keep: true, read: readingOfSheets },
    handle: stage,
    redisplay: showLoads,
  }),
  route({
    ...CASE,
    method: 'get',
    path: LOAD_PATH,
    audit: 'evidence.read',
    handle: (visit) => showLoad(visit),
  }),
  route({
    ...CASE,
    method: 'post',
    path: `${LOAD_PATH}/mapping`,
    audit: 'chronology.mapped',
    form: loadForm,
    handle: map,
    redisplay: (visit, problems) => showLoad(visit, problems, visit.typed),
  }),
  route({
    ...CASE,
    method: 'post',
    path: `${LOAD_PATH}/rows`,
    audit: 'chronology.mended',
    form: rowsForm,
    handle: mend,
    redisplay: showLoad,
  }),
  route({
    ...CASE,
    method: 'post',
    path: `${LOAD_PATH}/loading`,
    audit: 'chronology.loaded',
    form: draftForm,
    handle: load,
    redisplay: showLoad,
  }),
  route({
    ...CASE,
    method: 'post',
    path: `${LOAD_PATH}/removal`,
    audit: 'chronology.dropped',
    handle: drop,
    redisplay: showLoad,
  }),
  ...loadWithdrawalRoutes(showLoad),
];

async function showLoads(visit: Visit<unknown>, problems: Problem[] = []): Promise<PageReply> {
  const { tx, actor, params } = visit;
  const file = await readCase<{ loads: Parameters<typeof loadsPage>[1] }>(tx, params.reviewId ?? '', {
    loads: LOADS,
  });
  const { gather } = evidenceCanOf(actor, file);
  if (problems.length > 0) onlyWhoMay(actor, file, 'gather');
  await recordCaseReading(tx, file, 'chronology_loads');
  const model: LoadsPage = loadsPage(file, file.loads, gather, { problems, typed: visit.typed });
  return pageOfCase(visit, file, 'chronology', 'evidence/loads', 'Bring in a spreadsheet', model, {
    backLink: { text: 'Chronology', href: `/reviews/${file.id}/chronology` },
    width: 'two-thirds',
  });
}

async function gathering({ tx, actor, params }: Visit<unknown>): Promise<CaseFile> {
  const file = await readCase(tx, params.reviewId ?? '');
  onlyWhoMay(actor, file, 'gather');
  return file;
}

async function stage(visit: Visit<unknown, Spreadsheet>): Promise<Reply> {
  const { tx, actor, house, incoming, read: spreadsheet, typed } = visit;
  const file = await gathering(visit);
  const [came] = incoming;
  const from = fromAgency(file, typed);
  if (!came || !spreadsheet) throw new Refused('Choose the file that the agency sent', 'file');
  const read = { name: came.name, bytes: came.bytes, sha256: came.sha256 };
  const id = await stageFile(tx, actor, house.now(), file, { ...read, spreadsheet }, from);
  return redirect(`/reviews/${file.id}/chronology/loads/${id}`);
}

/** The agency that was chosen, or named: one that the review has by that name is the same. */
function fromAgency({ agencies }: CaseFile, typed: Visit['typed']): FromAgency | null {
  const first = (name: string): string => String([typed[name]].flat()[0] ?? '');
  const name = agencyName(words(first('new_agency')));
  if (name !== '')
    return agencies.find((known) => known.name.toLowerCase() === name.toLowerCase()) ?? { id: null, name };
  const chosen = first('agency');
  const known = agencies.find(({ id }) => id === chosen) ?? null;
  if (chosen !== '' && !known)
    throw new Refused('Choose one of the agencies of this review, or say later', 'agency');
  return known;
}

async function showLoad(
  visit: Visit<unknown>,
  problems: Problem[] = [],
  typed: Visit['typed'] | null = null,
): Promise<PageReply> {
  const { tx, actor, params, query } = visit;
  const id = params.loadId ?? '';
  const list: List = Object.hasOwn(LISTS, query.show ?? '') ? (query.show as List) : 'unreadable';
  const after = /^\d{1,7}$/.test(query.after ?? '') ? Number(query.after) : -1;
  const file = await readCase<LoadParts>(tx, params.reviewId ?? '', {
    load: loadPart(id),
    counts: countsPart(id, isoDay(visit.house.now())),
    first: firstRowsPart(id, FIRST_ROWS),
    list: rowsPart(id, list, after, MOST_LISTED + 1),
    sample: samplePart(id),
    new_agencies: newAgenciesPart(id),
    before: loadedBeforePart(id),
    siblings: siblingsPart(id),
    standing: standingPart(id),
  });
  const { load } = file;
  if (!load) throw new Missing();
  const { gather } = evidenceCanOf(actor, file);
  const around = { backLink: { text: 'Spreadsheets', href: `/reviews/${file.id}/chronology/loads` } };
  if (load.state !== 'draft') {
    if (problems.length > 0) onlyWhoMay(actor, file, 'gather');
    await recordCaseReading(tx, file, 'chronology_load', load.id);
    const model = loadRecordPage(file, load, { standing: file.standing, gather, problems, typed });
    return pageOfCase(visit, file, 'chronology', 'evidence/load-record', model.title, model, {
      ...around,
      width: 'two-thirds',
    });
  }
  onlyWhoMay(actor, file, 'gather');
  await recordCaseReading(tx, file, 'chronology_load', load.id);
  const model = loadPage(file, { ...file, load }, { list, after, problems, typed });
  return pageOfCase(visit, file, 'chronology', 'evidence/load', model.title, model, around);
}

async function map(visit: Visit<LoadForm>): Promise<Reply> {
  const { tx, actor, house, params, form } = visit;
  const file = await gathering(visit);
  await mapDraft(tx, actor, house.now(), file, params.loadId ?? '', form);
  return redirect(placeOf(visit), 'The rows were read again.');
}

async function mend(visit: Visit<Parameters<typeof mendRows>[5] & { next: string }>): Promise<Reply> {
  const { tx, actor, house, params, form, typed } = visit;
  const file = await gathering(visit);
  await mendRows(tx, actor, house.now(), file, params.loadId ?? '', form);
  const show = String([typed.show].flat()[0] ?? '');
  const after = form.next || String([typed.after].flat()[0] ?? '');
  const to = new URLSearchParams({
    ...(Object.hasOwn(LISTS, show) && show !== 'unreadable' ? { show } : {}),
    ...(/^\d{1,7}$/.test(after) ? { after } : {}),
  }).toString();
  return redirect(`${placeOf(visit)}${to && `?${to}`}#rows`, 'Saved, and the rows were read again.');
}

async function load(visit: Visit<{ version: number }>): Promise<Reply> {
  const { tx, actor, house, params, form } = visit;
  const file = await gathering(visit);
  const { added, same, leftOut } = await loadDraft(
    tx,
    actor,
    house.now(),
    file,
    params.loadId ?? '',
    form.version,
  );
  const flash = added > 0 ? 'The rows are in the chronology now.' : addedWords(added, same, leftOut);
  return redirect(placeOf(visit), flash);
}

async function drop(visit: Visit): Promise<Reply> {
  const { tx, actor, house, params } = visit;
  const file = await gathering(visit);
  await dropDraft(tx, actor, house.now(), file, params.loadId ?? '');
  return redirect(`/reviews/${file.id}/chronology/loads`, 'The sheet was dropped. Nothing of it was added.');
}

const placeOf = ({ params }: Visit<unknown>): string =>
  `/reviews/${params.reviewId}/chronology/loads/${params.loadId}`;
