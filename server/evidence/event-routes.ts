import { isoDay } from '../http/dates';
import { Missing } from '../http/errors';
import { errorsByField } from '../http/forms';
import { redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { isUuid } from '../http/ids';
import { CASE_ROLES } from '../reviews/review-policy';
import { evidenceCanOf, onlyWhoMay, pageOfCase, recordCaseReading } from './case-file';
import { readCase, type CaseFile } from './case-file-queries';
import { chronologyRoutes } from './chronology-routes';
import { eventForm, newEventForm, restorationForm, withdrawalForm } from './event-forms';
import {
  eventFormPage,
  eventPage,
  exactWords,
  valuesOf,
  withdrawalPage,
  type EventFile,
} from './event-pages';
import { DOCUMENTS, PEOPLE, eventPart, type WholeEvent } from './event-queries';
import { yearQuestion } from './event-year';
import { addEvent, changeEvent, restoreEvent, withdrawEvent } from './events';
import { whenWords, type When } from './when';

/** The chronology, and each of its events: added by hand, changed, withdrawn and put back. */
export const eventRoutes: Route[] = [
  ...chronologyRoutes,
  route({
    method: 'get',
    path: '/reviews/:reviewId/chronology/new',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => showForm(visit, null),
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/chronology/new',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'event.added',
    form: newEventForm,
    handle: async (visit) => {
      const file = await readForChange(visit);
      const { form } = visit;
      const added = await addEvent(visit.tx, visit.actor, visit.house.now(), file, form);
      const said = `Added. ${readAs(visit, file, form.when.when)}`;
      if (form.action === 'another')
        return redirect(`/reviews/${file.id}/chronology/new?agency=${added.agencyId}`, said);
      return redirect(`/reviews/${file.id}/chronology/${added.id}`, said);
    },
    redisplay: async (visit, problems) => showForm(visit, null, problems),
  }),
  route({
    method: 'get',
    path: '/reviews/:reviewId/chronology/:eventId',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => {
      const { file, event } = await readEvent(visit);
      await recordCaseReading(visit.tx, file, 'event', event.id);
      const model = eventPage(file, event, evidenceCanOf(visit.actor, file));
      return pageOfCase(visit, file, 'chronology', 'evidence/event', model.title, model, {
        backLink: { text: 'Back to the chronology', href: model.ways.chronology },
      });
    },
  }),
  route({
    method: 'get',
    path: '/reviews/:reviewId/chronology/:eventId/change',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => showForm(visit, visit.params.eventId ?? ''),
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/chronology/:eventId/change',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'event.changed',
    form: eventForm,
    handle: async (visit) => {
      const { file, event } = await readEvent(visit);
      onlyWhoMay(visit.actor, file, 'gather');
      const change = { ...visit.form, id: event.id };
      await changeEvent(visit.tx, visit.actor, visit.house.now(), file, change);
      return redirect(addressOf(file, event), `Saved. ${readAs(visit, file, change.when.when)}`);
    },
    redisplay: async (visit, problems) => showForm(visit, visit.params.eventId ?? '', problems),
  }),
  route({
    method: 'get',
    path: '/reviews/:reviewId/chronology/:eventId/withdrawal',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => showWithdrawal(visit),
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/chronology/:eventId/withdrawal',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'event.withdrawn',
    form: withdrawalForm,
    handle: async (visit) => {
      const { file, event } = await readEvent(visit);
      onlyWhoMay(visit.actor, file, 'gather');
      if (event.withdrawn) throw new Missing();
      await withdrawEvent(visit.tx, visit.actor, visit.house.now(), file, { id: event.id, ...visit.form });
      return redirect(addressOf(file, event), 'Withdrawn. You can put it back at any time.');
    },
    redisplay: async (visit, problems) => showWithdrawal(visit, problems),
  }),
  route({
    method: 'post',
    path: '/reviews/:reviewId/chronology/:eventId/restoration',
    who: CASE_ROLES,
    scope: 'board',
    audit: 'event.restored',
    form: restorationForm,
    handle: async (visit) => {
      const { file, event } = await readEvent(visit);
      onlyWhoMay(visit.actor, file, 'gather');
      if (!event.withdrawn) throw new Missing();
      await restoreEvent(visit.tx, visit.actor, visit.house.now(), file, { id: event.id, ...visit.form });
      return redirect(addressOf(file, event), 'Put back into the chronology.');
    },
  }),
];

const readAs = (visit: Visit<unknown>, file: CaseFile, when: When): string =>
  [
    `The date was read as ${whenWords(when)}. ${exactWords(when)}.`,
    yearQuestion(when, file, isoDay(visit.house.now())),
  ]
    .filter(Boolean)
    .join(' ');
const addressOf = (file: EventFile, event: WholeEvent): string =>
  `/reviews/${file.id}/chronology/${event.id}`;

async function readForChange(visit: Visit<unknown>) {
  const file = await readCase<{ documents: { id: string; title: string }[] }>(
    visit.tx,
    visit.params.reviewId ?? '',
    { documents: DOCUMENTS },
  );
  onlyWhoMay(visit.actor, file, 'gather');
  return file;
}

async function readEvent(visit: Visit<unknown>): Promise<{ file: EventFile; event: WholeEvent }> {
  const file = await readCase<Pick<EventFile, 'event' | 'documents'>>(visit.tx, visit.params.reviewId ?? '', {
    event: eventPart(visit.params.eventId ?? ''),
    documents: DOCUMENTS,
  });
  if (!file.event) throw new Missing();
  return { file, event: file.event };
}

async function showForm(
  visit: Visit<unknown>,
  eventId: string | null,
  problems?: Problem[],
): Promise<PageReply> {
  const file = await readCase<Pick<EventFile, 'event' | 'documents'> & { people: string[] }>(
    visit.tx,
    visit.params.reviewId ?? '',
    {
      event: eventId ? eventPart(eventId) : { sql: `'null'::jsonb` },
      documents: DOCUMENTS,
      people: PEOPLE,
    },
  );
  onlyWhoMay(visit.actor, file, 'gather');
  if (eventId && !file.event) throw new Missing();
  await recordCaseReading(visit.tx, file, 'event', eventId ?? file.id);
  const suggested = visit.query.agency ?? '';
  const stored = file.event ? valuesOf(file.event) : { agency: isUuid(suggested) ? suggested : '' };
  const errors = errorsByField(problems ?? []);
  const model = eventFormPage(file, stored, problems ? visit.typed : null, errors);
  return pageOfCase(visit, file, 'chronology', 'evidence/event-form', model.title, model, {
    backLink: { text: file.event ? 'Back to the event' : 'Back to the chronology', href: model.back },
    aside: { view: 'evidence/event-form-aside', page: {} },
    asideLabel: 'About writing an event',
  });
}

async function showWithdrawal(visit: Visit<unknown>, problems?: Problem[]): Promise<PageReply> {
  const { file, event } = await readEvent(visit);
  onlyWhoMay(visit.actor, file, 'gather');
  if (event.withdrawn) throw new Missing();
  await recordCaseReading(visit.tx, file, 'event', event.id);
  const errors = errorsByField(problems ?? []);
  const model = withdrawalPage(file, event, problems ? visit.typed : null, errors);
  return pageOfCase(visit, file, 'chronology', 'evidence/event-withdrawal', 'Withdraw this event', model, {
    backLink: { text: 'Back to the event', href: model.back },
    width: 'two-thirds',
  });
}
