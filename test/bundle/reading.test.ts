import fc from 'fast-check';
import { partBundle } from '../../server/bundle/bundle-reading';

/** Parts a text that comes in pieces of some size. */
async function part(
  text: string,
  size: number,
): Promise<{ kept: unknown; contents: Record<string, string> }> {
  const bytes = Buffer.from(text);
  const contents: Record<string, string> = {};
  let current = '';
  async function* open(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const { text: kept } = await partBundle(
    { open },
    {
      begin: (key) => {
        current = key;
        contents[key] = '';
      },
      write: (piece) => void (contents[current] += piece.toString('hex')),
      end: () => undefined,
    },
  );
  return { kept: JSON.parse(kept), contents };
}

describe('a file that is read as a stream', () => {
  it('is parted alike however it comes in pieces and is spelled', async () => {
    const hex = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    const file = fc.record({
      before: fc.jsonValue({ maxDepth: 5 }),
      contents: fc.dictionary(fc.stringMatching(/^[a-f0-9]{1,8}$/), hex, { maxKeys: 4 }),
      zzz: fc.jsonValue({ maxDepth: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom(0, 1, 3),
        async (given, size, indent) => {
          const encoded = Object.fromEntries(
            Object.entries(given.contents).map(([key, body]) => [key, body.toString('base64')]),
          );
          const { kept, contents } = await part(
            JSON.stringify({ ...given, contents: encoded }, null, indent),
            size,
          );
          const blank = Object.fromEntries(Object.keys(encoded).map((key) => [key, '']));
          expect(kept).toEqual(JSON.parse(JSON.stringify({ ...given, contents: blank })));
          expect(contents).toEqual(
            Object.fromEntries(
              Object.entries(given.contents).map(([key, body]) => [key, body.toString('hex')]),
            ),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(['YQ', 'YQ=', 'YQ==YQ==', 'YR==', 'Y Q=', 'YQ\\u003d', '====', 'Y===', 'é'])(
    'takes no base64 like %s',
    async (content) => {
      for (const size of [1, 3, 100])
        await expect(part(`{"contents":{"a":"${content}"}}`, size)).rejects.toThrow(
          'contents["a"]: must be base64',
        );
    },
  );
});
