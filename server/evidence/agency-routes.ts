import { Missing, Refused } from '../http/errors';
import { errorsByField } from '../http/forms';
import { redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { addAgency, changeAgency, mergeAgency } from './agencies';
import { agencyForm, mergeForm, newAgencyForm } from './agency-forms';
import { agenciesPage, agencyPage, type AgencyFile } from './agency-pages';
import { AGENCY_COUNTS, AGENCY_KINDS } from './agency-queries';
import { evidenceCanOf, onlyWhoMay, pageOfCase, recordCaseReading } from './case-file';
import { readCase, type Agency } from './case-file-queries';

/** The agencies of a review. */
export const agencyRoutes: Route[] = [
  route({
    method: 'get',
    path: '/reviews/:reviewId/agencies',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => showAll(visit),
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/agencies',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'agency.added',
    form: newAgencyForm,
    handle: async (visit) => {
      const file = await read(visit);
      onlyWhoMay(visit.actor, file, 'gather');
      knownKind(file, visit.form.kind);
      await addAgency(visit.tx, visit.actor, visit.house.now(), file, visit.form);
      return redirect(`/reviews/${file.id}/agencies`, `${visit.form.name} is added.`);
    },
    redisplay: async (visit, problems) => showAll(visit, problems),
  }),
  route({
    method: 'get',
    path: '/reviews/:reviewId/agencies/:agencyId',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => showOne(visit),
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/agencies/:agencyId',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'agency.changed',
    form: agencyForm,
    handle: async (visit) => {
      const { file, agency } = await readOne(visit);
      knownKind(file, visit.form.kind);
      const change = { id: agency.id, ...visit.form };
      await changeAgency(visit.tx, visit.actor, visit.house.now(), file, change);
      return redirect(`/reviews/${file.id}/agencies`, `${visit.form.name} is saved.`);
    },
    redisplay: async (visit, problems) => showOne(visit, problems),
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/agencies/:agencyId/merger',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'agency.merged',
    form: mergeForm,
    handle: async (visit) => {
      const { file, agency } = await readOne(visit);
      const merger = { id: agency.id, into: visit.form.into };
      const to = await mergeAgency(visit.tx, visit.actor, visit.house.now(), file, merger);
      return redirect(`/reviews/${file.id}/agencies`, `${agency.name} is now part of ${to.name}.`);
    },
    redisplay: async (visit, problems) => showOne(visit, problems),
  }),
];

const read = (visit: Visit<unknown>): Promise<AgencyFile> =>
  readCase<Pick<AgencyFile, 'counts' | 'kinds'>>(visit.tx, visit.params.reviewId ?? '', {
    counts: AGENCY_COUNTS,
    kinds: AGENCY_KINDS,
  });

async function readOne(visit: Visit<unknown>): Promise<{ file: AgencyFile; agency: Agency }> {
  const file = await read(visit);
  onlyWhoMay(visit.actor, file, 'gather');
  const agency = file.agencies.find(({ id }) => id === visit.params.agencyId);
  if (!agency) throw new Missing();
  return { file, agency };
}

function knownKind(file: AgencyFile, kind: string | null): void {
  if (kind !== null && !file.kinds.some(({ code }) => code === kind))
    throw new Refused('Choose one of the kinds, or leave it open', 'kind');
}

async function showAll(visit: Visit<unknown>, problems?: Problem[]): Promise<PageReply> {
  const file = await read(visit);
  await recordCaseReading(visit.tx, file, 'agencies');
  const can = evidenceCanOf(visit.actor, file);
  if (problems) onlyWhoMay(visit.actor, file, 'gather');
  const model = agenciesPage(file, can, problems ? visit.typed : null, errorsByField(problems ?? []));
  return pageOfCase(visit, file, 'chronology', 'evidence/agencies', 'Agencies', model, {
    backLink: { text: 'Back to the chronology', href: `/reviews/${file.id}/chronology` },
    width: 'two-thirds',
  });
}

async function showOne(visit: Visit<unknown>, problems?: Problem[]): Promise<PageReply> {
  const { file, agency } = await readOne(visit);
  await recordCaseReading(visit.tx, file, 'agency', agency.id);
  const model = agencyPage(file, agency, problems ? visit.typed : null, errorsByField(problems ?? []));
  return pageOfCase(visit, file, 'chronology', 'evidence/agency', agency.name, model, {
    backLink: { text: 'Back to the agencies', href: model.back },
    width: 'two-thirds',
  });
}
