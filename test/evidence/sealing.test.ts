import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { documentKey, WrongKey } from '../../server/evidence/store/document-key';
import { NotGenuine, sealedBytes, sealing, unsealing } from '../../server/evidence/store/sealing';

const CHUNK = 65_536;
const SEALED = CHUNK + 16;
const HEADER = 11;
const key = randomBytes(32);

const seal = (content: Buffer): Promise<Buffer> => buffer(Readable.from(pieces(content)).pipe(sealing(key)));

/** In pieces of uneven sizes, as a network brings them. */
function* pieces(content: Buffer): Generator<Buffer> {
  for (let at = 0, size = 1; at < content.length; at += size, size = ((size * 7919) % 50_000) + 1)
    yield content.subarray(at, at + size);
}

async function unseal(sealed: Buffer, withKey = key): Promise<{ released: number; error?: unknown }> {
  const opened = Readable.from(pieces(sealed)).pipe(unsealing(withKey));
  let released = 0;
  try {
    for await (const chunk of opened) released += (chunk as Buffer).length;
    return { released };
  } catch (error) {
    return { released, error };
  }
}

describe('sealed content', () => {
  test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 300_001])(
    'of %d bytes comes back',
    async (bytes) => {
      const content = randomBytes(bytes);
      const sealed = await seal(content);
      expect(sealed).toHaveLength(sealedBytes(bytes));
      const back = await buffer(Readable.from(pieces(sealed)).pipe(unsealing(key)));
      expect(createHash('sha256').update(back).digest('hex')).toBe(
        createHash('sha256').update(content).digest('hex'),
      );
    },
  );

  test('does not open when it was changed, cut off, put in another order or sealed with another key', async () => {
    const sealed = await seal(randomBytes(3 * CHUNK + 100));
    const chunk = (number: number): Buffer =>
      sealed.subarray(HEADER + number * SEALED, HEADER + (number + 1) * SEALED);
    const header = sealed.subarray(0, HEADER);
    const flipped = (at: number): Buffer => {
      const copy = Buffer.from(sealed);
      copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
      return copy;
    };
    const cases: [Buffer, number][] = [
      [flipped(0), 0],
      [flipped(5), 0],
      [flipped(HEADER + 10), 0],
      // What was genuine before the change is handed on; nothing of the changed chunk is.
      [flipped(HEADER + SEALED + 10), CHUNK],
      [flipped(sealed.length - 1), 3 * CHUNK],
      [sealed.subarray(0, sealed.length - 1), 3 * CHUNK],
      [sealed.subarray(0, HEADER + 3 * SEALED), 2 * CHUNK],
      [sealed.subarray(0, HEADER), 0],
      [sealed.subarray(0, 4), 0],
      [Buffer.alloc(0), 0],
      [Buffer.concat([sealed, Buffer.from('x')]), 3 * CHUNK],
      [Buffer.concat([header, chunk(1), chunk(0), chunk(2), chunk(3)]), 0],
      [Buffer.concat([header, chunk(0), chunk(0), chunk(2), chunk(3)]), CHUNK],
      [Buffer.concat([header, chunk(0), chunk(2), chunk(3)]), CHUNK],
    ];
    for (const [bad, most] of cases) {
      const { released, error } = await unseal(bad);
      expect(error).toBeInstanceOf(NotGenuine);
      expect(released).toBeLessThanOrEqual(most);
    }
    expect((await unseal(sealed, randomBytes(32))).error).toBeInstanceOf(NotGenuine);
    expect(await unseal(sealed)).toEqual({ released: 3 * CHUNK + 100 });
  });
});

test("a file's key opens only with the DOCUMENT_KEY that wrapped it, and only where it was wrapped for", () => {
  const ours = documentKey(randomBytes(32));
  const theirs = documentKey(randomBytes(32));
  const wrapped = { wrapped_key: ours.wrap(key, 'review/one'), key_id: ours.id };
  expect(ours.unwrap(wrapped, 'review/one')).toEqual(key);
  expect(() => ours.unwrap(wrapped, 'review/two')).toThrow();
  expect(() => theirs.unwrap(wrapped, 'review/one')).toThrow(WrongKey);
  expect(() => theirs.unwrap(wrapped, 'review/one')).toThrow(ours.id);
  expect(ours.id).toMatch(/^[0-9a-f]{12}$/);
});
