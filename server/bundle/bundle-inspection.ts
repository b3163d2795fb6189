import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { inspectContent } from '../evidence/reading-room/room';
import type { FileProblem } from '../published/import-problem';
import type { Row } from './bundle-format';
import { partBundle, type BundleSource } from './bundle-reading';

/** As many as the reading room looks at together. */
const MOST_TOGETHER = 2;

/**
 * Looks at the content of every document that a file brings, as at one that is uploaded: what it is, whether its name
 * says so, and whether it may be kept. The file is gone through once more, so that memory does not grow with it.
 * @param documents those of the file, by the SHA-256 of their content
 * @returns what is wrong, in the order of the file
 */
export async function unfitContents(
  source: BundleSource,
  documents: ReadonlyMap<unknown, Row>,
): Promise<FileProblem[]> {
  const found: FileProblem[][] = [];
  const looking = new Set<Promise<void>>();
  let stream = new PassThrough();
  try {
    await partBundle(source, {
      async begin(key) {
        if (looking.size >= MOST_TOGETHER) await Promise.race(looking);
        stream = new PassThrough();
        const place = found.push([]) - 1;
        const looked = lookAt(key, documents.get(key) ?? {}, stream).then((problems) => {
          found[place] = problems;
        });
        const done = looked.finally(() => looking.delete(done));
        looking.add(done);
        // Told when it is waited for; until then it must not count as unhandled.
        done.catch(() => undefined);
      },
      async write(bytes) {
        // What is refused at its first bytes is read no further.
        if (stream.destroyed || stream.write(bytes)) return;
        await Promise.race([once(stream, 'drain'), once(stream, 'close')]).catch(() => undefined);
      },
      end() {
        stream.end();
      },
    });
    await Promise.all(looking);
  } finally {
    stream.destroy();
  }
  return found.flat();
}

async function lookAt(key: string, document: Row, content: PassThrough): Promise<FileProblem[]> {
  const name = String(document.file_name);
  const inspected = await inspectContent(name, Number(document.bytes), content);
  const path = `contents[${JSON.stringify(key)}]`;
  if ('problem' in inspected)
    return [{ path, reason: `is the content of “${name}”, which is not taken: ${inspected.problem}` }];
  return inspected.mediaType === document.media_type
    ? []
    : [
        {
          path,
          reason: `is the content of “${name}”, which is ${inspected.mediaType} and not what the file says`,
        },
      ];
}
