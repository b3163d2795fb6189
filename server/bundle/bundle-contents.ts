import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Tx } from '../database/with-actor';
import { lockContents } from '../evidence/document-queries';
import type { Incoming } from '../evidence/incoming';
import { incomingFolder, receive } from '../evidence/incoming-folder';
import { contentKey } from '../evidence/store/document-store';
import { removeUnclaimed } from '../evidence/unclaimed';
import type { House } from '../http/route';
import { enqueue } from '../jobs/jobs';
import { documentsOf, keepContent, type StoredDocument } from './bundle-queries';
import { partBundle, type BundleSource, type ContentSink } from './bundle-reading';

export type ContentHouse = Pick<House, 'config' | 'database' | 'documents' | 'documentKey'>;

/**
 * Puts the content of documents that came in a file where it is missing, sealed anew. The file is gone through once
 * more, so that memory does not grow with it. What was put into the store is removed again when the transaction fails.
 * @returns how many were added, and how many documents are still without content
 */
export async function keepContents(
  tx: Tx,
  house: ContentHouse,
  { boardId, reviewId }: { boardId: string; reviewId: string },
  file: { source: BundleSource; contents: ReadonlySet<string> },
): Promise<{ added: number; missing: number }> {
  const absent = (await documentsOf(tx, reviewId)).filter(({ scan }) => scan === 'absent');
  const wanted = new Map(
    absent.filter(({ sha256 }) => file.contents.has(sha256)).map((row) => [row.sha256, row]),
  );
  if (wanted.size > 0) {
    await lockContents(tx, reviewId, [...wanted.keys()]);
    await partBundle(
      file.source,
      sinkInto(house, wanted, async (document, incoming) => {
        const place = contentKey(reviewId, document.sha256);
        tx.executionPromise.catch(() =>
          removeUnclaimed(house, boardId, reviewId, document.sha256).catch(() => undefined),
        );
        await house.documents.put(place, incoming.sealed.file, incoming.sealed.bytes);
        const scan = house.config.clamd ? 'held' : 'not_scanned';
        const wrappedKey = house.documentKey.wrap(incoming.sealed.key, place);
        const of = { boardId, documentId: document.id };
        await keepContent(tx, of, { wrappedKey, keyId: house.documentKey.id, scan });
        if (scan === 'held') await enqueue(tx, 'scan-document', of);
        else if (document.reading === 'waiting') await enqueue(tx, 'read-document', of);
      }),
    );
  }
  return { added: wanted.size, missing: absent.length - wanted.size };
}

type Keep = (document: StoredDocument, incoming: Incoming) => Promise<void>;

function sinkInto(house: ContentHouse, wanted: ReadonlyMap<string, StoredDocument>, keep: Keep): ContentSink {
  let current: { document: StoredDocument; stream: PassThrough; received: Promise<Incoming> } | null = null;
  return {
    begin(key) {
      const document = wanted.get(key);
      if (!document) return;
      const stream = new PassThrough();
      current = { document, stream, received: receive(stream, key, incomingFolder(house.config)) };
      // Looked at when the content has ended; until then it must not count as unhandled.
      current.received.catch(() => undefined);
    },
    async write(bytes) {
      if (!current) return;
      if (!current.stream.write(bytes)) await Promise.race([once(current.stream, 'drain'), current.received]);
    },
    async end() {
      if (!current) return;
      const { document, stream, received } = current;
      current = null;
      stream.end();
      const incoming = await received;
      if (incoming.sha256 !== document.sha256) throw new Error('The file changed while it was read');
      await keep(document, incoming);
    },
  };
}
