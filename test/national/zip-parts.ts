import { buffer } from 'node:stream/consumers';
import { fromBuffer } from 'yauzl';

/** What an archive holds, by name. */
export function partsOf(archive: Buffer): Promise<Map<string, Buffer>> {
  const parts = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('error', reject).on('end', () => resolve(parts));
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, (problem, content) => {
          if (problem) return reject(problem);
          buffer(content).then((bytes) => {
            parts.set(entry.fileName, bytes);
            zip.readEntry();
          }, reject);
        });
      });
      zip.readEntry();
    });
  });
}
