import { Readable } from 'node:stream';
import { onlyWhoMay, pageOfCase, recordCaseReading } from '../evidence/case-file';
import { readCase, type CaseFile } from '../evidence/case-file-queries';
import { boardsAs } from '../database/with-actor';
import { Refused } from '../http/errors';
import {
  page,
  redirect,
  route,
  type PageReply,
  type Problem,
  type Reading,
  type Reply,
  type Route,
  type Visit,
} from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { exportReview } from './bundle-export';
import { bundleJsonSchema } from './bundle-format';
import { exportForm, importForm } from './bundle-forms';
import { bringIn, readSoundBundle, type SoundBundle } from './bundle-import';
import { exportPage, importBundlePage, MOST_UPLOADED, type BundleCounts } from './bundle-pages';
import { BUNDLE_COUNTS } from './bundle-queries';
import { broughtWords } from './bundle-words';
import { bundlePieces } from './bundle-writing';

const TAKE_OUT = { path: '/reviews/:reviewId/bundle', who: CASE_ROLES, scope: 'board' } as const;
const BRING_IN = { path: '/reviews/bundles', who: ['coordinator'], scope: 'board' } as const;
const readingOfBundles: Reading<SoundBundle> = {
  busy: 'The last file that you chose is still being read. Wait until its page is there, then choose this one again',
  async file(_house, incoming) {
    if (incoming.bytes === 0) throw new Refused('Choose the file of a review', 'file');
    return readSoundBundle({ open: () => incoming.open() });
  },
};
const jsonSchema = JSON.stringify(bundleJsonSchema(), null, 2);

/** A whole review as a file: taking one out, bringing one in, and what the file is. */
export const bundleRoutes: Route[] = [
  route({
    method: 'get',
    path: '/schemas/review-bundle-1.json',
    who: 'public',
    scope: 'none',
    audit: 'none',
    handle: async () => ({ kind: 'text', body: jsonSchema, type: 'application/schema+json' }),
  }),
  route({ ...BRING_IN, method: 'get', audit: 'none', handle: (visit) => showImport(visit) }),
  route({
    ...BRING_IN,
    method: 'post',
    audit: 'review.imported',
    form: importForm,
    upload: { field: 'file', mostBytes: MOST_UPLOADED, keep: true, read: readingOfBundles },
    handle: async ({ tx, actor, house, form, read: sound }) => {
      const boards = boardsAs(actor, 'coordinator');
      const board = boards.length === 1 ? boards[0] : boards.find(({ id }) => id === form.board);
      if (!board) throw new Refused('Choose the Board that is to have the review', 'board');
      if (!sound) throw new Refused('Choose the file of a review', 'file');
      const brought = await bringIn(tx, house, house.now(), { accountId: actor.accountId, board }, sound);
      const after = brought.teamEnded ? '/team' : '';
      return redirect(`/reviews/${brought.reviewId}${after}`, broughtWords(brought).join(' '));
    },
    redisplay: showImport,
  }),
  route({
    ...TAKE_OUT,
    method: 'get',
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await readCounted(visit);
      await recordCaseReading(visit.tx, file, 'bundle');
      return showExport(visit, file);
    },
  }),
  route({
    ...TAKE_OUT,
    method: 'post',
    audit: 'review.exported',
    form: exportForm,
    handle: takeOut,
    redisplay,
  }),
];

async function readCounted(visit: Visit<unknown>): Promise<CaseFile & { bundle: BundleCounts }> {
  const file = await readCase<{ bundle: BundleCounts }>(visit.tx, visit.params.reviewId ?? '', {
    bundle: { sql: BUNDLE_COUNTS },
  });
  onlyWhoMay(visit.actor, file, 'move');
  return file;
}

function showExport(
  visit: Visit<unknown>,
  file: CaseFile & { bundle: BundleCounts },
  problems: Problem[] = [],
) {
  const model = exportPage(file.id, file.bundle, problems.length > 0 ? visit.typed : {}, problems);
  return pageOfCase(visit, file, 'review', 'bundle/export', 'Take the review out', model, {
    width: 'two-thirds',
  });
}

async function redisplay(visit: Visit<unknown>, problems: Problem[]): Promise<PageReply> {
  return showExport(visit, await readCounted(visit), problems);
}

async function takeOut(visit: Visit<{ content: 'yes' | 'no' }>): Promise<Reply> {
  const { tx, house, params, form } = visit;
  await readCounted(visit);
  const ready = await exportReview(tx, house, params.reviewId ?? '', form.content === 'yes');
  return {
    kind: 'stream',
    name: ready.name,
    type: 'application/json',
    bytes: ready.bytes,
    open: async () => Readable.from(bundlePieces(ready.bundle, ready.contents)),
  };
}

async function showImport({ actor, typed }: Visit<unknown>, problems: Problem[] = []): Promise<PageReply> {
  const model = importBundlePage(boardsAs(actor, 'coordinator'), problems.length > 0 ? typed : {}, problems);
  return page('bundle/import', 'Bring a review in', model, {
    section: 'work',
    layout: { width: 'two-thirds', backLink: { text: 'Work', href: '/reviews' } },
  });
}
