import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Actor, Tx } from '../server/database/with-actor';
import { addAgency, agencyFor } from '../server/evidence/agencies';
import { addDocuments, changeDetails } from '../server/evidence/documents';
import { addEpisode, chooseEvents, saveEpisodeText } from '../server/evidence/episode';
import { addEpisodeRow } from '../server/evidence/episode-rows';
import { newEventForm } from '../server/evidence/event-forms';
import { addEvent } from '../server/evidence/events';
import { readCase } from '../server/evidence/case-file-queries';
import { receive, incomingFolder } from '../server/evidence/incoming-folder';
import { lookAt } from '../server/evidence/look-at-incoming';
import { addPointer } from '../server/evidence/pointers';
import type { Which } from '../server/findings/finding';
import { readFinding } from '../server/findings/finding-queries';
import type { House } from '../server/http/route';
import { projectRoot } from '../server/root';
import { tellConversation } from './demo-conversations';
import type { Shift } from './demo-dates';
import { contentOf } from './demo-documents';
import type { DemoEvidence, DemoPointer } from './demo-evidence-file';
import { moment, type Act } from './demo-reviews';

export interface Telling {
  act: Act;
  shift: Shift;
  house: House;
  reviewId: string;
  boardId: string;
}

/** The ids of what was told, by its keys in the story; turning points by theirs. */
export type Told = Record<
  'agency' | 'document' | 'event' | 'conversation' | 'turning' | 'episode',
  Map<string, string>
>;

const REVIEWER = 'reviewer@demo.example';

/** What the demo's first case rests on; read with its file. */
export function readDemoEvidence(): DemoEvidence {
  const file = path.join(projectRoot, 'seeds', 'data', 'demo-evidence.json');
  return JSON.parse(readFileSync(file, 'utf8')) as DemoEvidence;
}

/** Gathers the evidence of a case through the same verbs as people use, each piece on its day. */
export async function tellEvidence(telling: Telling, evidence: DemoEvidence): Promise<Told> {
  const { act, shift, reviewId, boardId } = telling;
  const told: Told = {
    agency: new Map(),
    document: new Map(),
    event: new Map(),
    conversation: new Map(),
    turning: new Map(),
    episode: new Map(),
  };
  const gathered = moment(shift.date('2012-02-27'));
  await act(REVIEWER, async (tx, actor) => {
    const file = await readCase(tx, reviewId);
    for (const { key, name, kind } of evidence.agencies) {
      await addAgency(tx, actor, gathered, file, { name, kind });
      told.agency.set(key, await agencyFor(tx, actor, gathered, { boardId, reviewId, name }));
    }
  });
  await tellDocuments(telling, evidence, told, gathered);
  await act(REVIEWER, async (tx, actor) => {
    const file = { ...(await readCase(tx, reviewId)), documents: [] };
    for (const event of evidence.events) {
      const form = newEventForm.parse({
        ...event,
        when: shift.text(event.when),
        agency: told.agency.get(event.agency),
        description: shift.text(event.description),
        people: event.people.join(', '),
        child_basis: event.child_experience ? event.child_basis : '',
      });
      told.event.set(event.key, (await addEvent(tx, actor, gathered, file, form)).id);
    }
  });
  for (const conversation of evidence.conversations) await tellConversation(telling, conversation, told);
  for (const episode of evidence.episodes) await tellEpisode(telling, episode, told);
  return told;
}

async function tellDocuments(
  { act, shift, house, reviewId, boardId }: Telling,
  evidence: DemoEvidence,
  told: Told,
  now: Date,
): Promise<void> {
  for (const document of evidence.documents) {
    const content = await contentOf(document, evidence, shift);
    const incoming = await receive(content, document.file, incomingFolder(house.config));
    const looked = { ...incoming, looked: await lookAt(house, incoming) };
    const agencyId = idOf(told.agency, document.agency);
    const together = {
      boardId,
      reviewId,
      agencyId: () => Promise.resolve(agencyId),
      kind: document.kind,
      dated: shift.date(document.dated),
    };
    await act(REVIEWER, async (tx, actor) => {
      const [outcome] = await addDocuments({ ...house, now: () => now }, tx, actor, together, [looked]);
      if (outcome?.is !== 'added')
        throw new Error(`The demo’s ${document.file} was not taken: ${JSON.stringify(outcome)}`);
      told.document.set(document.key, outcome.documentId);
      const { kind, dated } = together;
      const details = { title: shift.text(document.title), agencyId, kind, dated };
      await changeDetails(tx, actor, now, {
        boardId,
        reviewId,
        id: outcome.documentId,
        version: 1,
        ...details,
      });
    });
  }
}

async function tellEpisode(
  { act, shift, reviewId }: Telling,
  told: DemoEvidence['episodes'][number],
  ids: Told,
): Promise<void> {
  const now = moment(shift.date('2012-04-10'));
  await act(REVIEWER, async (tx, actor) => {
    const details = {
      title: shift.text(told.title),
      from: shift.date(told.first),
      to: shift.date(told.last),
    };
    const { id: episodeId } = await addEpisode(tx, actor, now, { reviewId, ...details });
    ids.episode.set(told.key, episodeId);
    const which = { reviewId, episodeId };
    const ticked = told.events.map((key) => idOf(ids.event, key));
    await chooseEvents(tx, actor, now, {
      ...which,
      choice: { shown: [], ticked, within: false, agency: null, some: false },
    });
    const changes = { what_happened: shift.text(told.what_happened), appraisal: shift.text(told.appraisal) };
    await saveEpisodeText(tx, actor, now, { ...which, version: 1, changes });
    for (const { conversation, ...view } of told.views) {
      const fields = { ...inWords(view, shift), conversation_id: idOf(ids.conversation, conversation) };
      await addEpisodeRow(tx, actor, now, { ...which, part: 'views', fields });
    }
    for (const factor of told.factors)
      await addEpisodeRow(tx, actor, now, { ...which, part: 'factors', fields: inWords(factor, shift) });
  });
}

/** Lets a finding rest on what was told, before it is sent. */
export async function tellPointers(
  tx: Tx,
  actor: Actor,
  now: Date,
  which: Which,
  { pointers, told, shift }: { pointers: readonly DemoPointer[]; told: Told; shift: Shift },
): Promise<void> {
  const { content } = await readFinding(tx, which.reviewId, which.findingId);
  for (const { part, row, kind, of, place, quote } of pointers) {
    const rows: readonly { id: string }[] = part === 'manifestation' ? [] : content[part];
    const heading =
      kind === 'conversation' && place !== '' ? `turning-point-${idOf(told.turning, String(place))}` : '';
    await addPointer(tx, actor, now, {
      ...which,
      part,
      row: row === null ? null : (rows[row]?.id ?? null),
      kind,
      target: idOf(told[kind], of),
      page: kind === 'document' ? Number(place) : null,
      heading,
      quote: shift.text(quote),
    });
  }
}

/** The fields of a row with the dates in them moved. */
export function inWords(fields: Record<string, string>, shift: Shift): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shift.text(value)]));
}

export function idOf(ids: Map<string, string>, key: string): string {
  const id = ids.get(key);
  if (!id) throw new Error(`The demo’s evidence names ${key}, which does not exist`);
  return id;
}
