import { Readable } from 'node:stream';
import { readReviewBundle } from '../../server/bundle/bundle-export';
import { bringIn, readSoundBundle, type Brought } from '../../server/bundle/bundle-import';
import { broughtWords } from '../../server/bundle/bundle-words';
import { bundleText } from '../../server/bundle/bundle-writing';
import { closeRooms } from '../../server/evidence/reading-room/room';
import { sha256Of } from '../../server/approvals/canonical';
import { boardsAs } from '../../server/database/with-actor';
import { makeReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { aWholeReview } from './a-whole-review';

type Json = { [name: string]: Json } & Json[];

let test: TestHouse;
let elsewhere: TestHouse;
let text: string;
beforeAll(async () => {
  [test, elsewhere] = await Promise.all([openHouse(), openHouse()]);
  const { id } = await aWholeReview(test);
  text = await bundleText(
    (await test.as('coordinator@demo.example', (tx) => readReviewBundle(tx, id))).bundle,
  );
});
afterAll(async () => {
  closeRooms();
  await Promise.all([test.close(), elsewhere.close()]);
});

const changed = (change: (file: Json) => void): string => {
  const file = JSON.parse(text) as Json;
  change(file);
  return JSON.stringify(file);
};
const pieces = (file: string | Buffer, size = 1000): Buffer[] => {
  const bytes = Buffer.from(file as string);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
};
const bring = async (
  house: TestHouse,
  file: string | Buffer,
  email = 'coordinator@demo.example',
): Promise<Brought> => {
  const sound = await readSoundBundle({ open: () => Readable.from(pieces(file)) });
  return house.as(email, (tx, actor) => {
    const [board] = boardsAs(actor, 'coordinator');
    if (!board) throw new Error('no Board');
    return bringIn(
      tx,
      house.house,
      new Date('2013-01-01T09:00:00Z'),
      { accountId: actor.accountId, board },
      sound,
    );
  });
};
const stored = async (house: TestHouse): Promise<object[]> =>
  house.owner(
    `select (select count(*) from review) + (select count(*) from revision) + (select count(*) from document) as rows,
            (select count(*) from account) as accounts, (select count(*) from national.fact) as facts,
            (select count(*) from audit.entry where payload like '%review.imported%') as told`,
  );

const set = (path: string, value: unknown): string =>
  changed((file) => {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const place = names.reduce<Json>((at, name) => at[name as keyof Json] as Json, file) as Record<
      string,
      unknown
    >;
    place[last] = value;
  });

/** A file that brings a content for its first document. */
const bringing = (content: string, fileName: string): string =>
  changed((file) => {
    const sha256 = sha256Of(content);
    Object.assign(file.documents?.[0] ?? {}, { sha256, bytes: content.length, file_name: fileName });
    Object.assign(file, { contents: { [sha256]: Buffer.from(content).toString('base64') } });
  });
const TEST_VIRUS = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

describe('a file that is not as it must be', () => {
  it.each<[string, () => string | Buffer, string | RegExp]>([
    ['nothing', () => '', 'file: is empty'],
    ['no JSON', () => '{\n"format": nope}', /^line 2, column 11: a value is wanted/],
    ['a list', () => '[]', 'file: must be an object with "format": "review-bundle/1"'],
    ['another format', () => '{"format":"review-bundle/2"}', 'format: must be "review-bundle/1"'],
    ['not UTF-8', () => Buffer.from([0x22, 0xff, 0x22]), /not UTF-8/],
    [
      'deep nesting',
      () => `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
      /^line 1: is nested more than 24 deep/,
    ],
    ['an unknown field', () => set('events.0.more', 1), 'events[0].more: is not a field of review-bundle/1'],
    ['an unknown list', () => set('audit', []), 'audit: is not a field of review-bundle/1'],
    [
      '__proto__',
      () => text.replace('{\n', '{\n"__proto__":{"x":1},\n'),
      /is not a field of review-bundle\/1/,
    ],
    [
      '__proto__ in history',
      () => text.replace('"fields":{', '"fields":{"__proto__":1,'),
      /^revisions\[\d\]\.fields/,
    ],
    [
      '31 February',
      () => set('events.0.period.from', '2011-02-31'),
      'events[0].period.from: is not a day of the calendar',
    ],
    [
      'a period that ends before it begins',
      () => set('review.period.until', '2009-01-01'),
      /^review.period: must end after/,
    ],
    [
      'NUL',
      () => set('findings.0.issue', 'a\0b'),
      /^findings\[0\].issue: has characters that cannot be kept/,
    ],
    ['half of a pair', () => set('board.name', '\ud800'), /^board.name: has characters that cannot be kept/],
    [
      'NUL in history',
      () => set('revisions.0.fields.title', '\0'),
      /^revisions\[0\].fields.title: has characters/,
    ],
    ['a huge number', () => text.replace(/"number":1,/, '"number":1e400,'), /number: must be/],
    ['a huge text', () => set('review.child_label', 'x'.repeat(10_000)), /2,000 characters or fewer/],
    [
      'a choice that is none',
      () => set('findings.0.state', 'done'),
      /^findings\[0\].state: must be one of: draft/,
    ],
    [
      'a dangling reference',
      () => set('events.0.agency_id', '018f0000-0000-7000-8000-000000000000'),
      /is not among the agencies of the file/,
    ],
    [
      'someone who is not there',
      () => set('review.opened_by', 'p999'),
      'review.opened_by: “p999” is not among the people of the file',
    ],
    [
      'a row twice',
      () => changed((file) => file.events?.push(file.events[0] as Json)),
      /^events\[2\]: stands twice/,
    ],
    [
      'a wrong SHA-256',
      () => set('versions.0.sha256', 'a'.repeat(64)),
      'versions[0].sha256: is not the SHA-256 of the content',
    ],
    [
      'frozen content that is no finding',
      () =>
        changed((file) =>
          Object.assign(file.versions?.[0] as object, { content: '{}', sha256: sha256Of('{}') }),
        ),
      /^versions\[0\].content: has a stage/,
    ],
    [
      'frozen content with a tag of no typology',
      () =>
        changed((file) => {
          const version = file.versions?.[0] as unknown as { content: string; sha256: string };
          version.content = version.content.replaceAll('MGT.SUP', 'NO.SUCH');
          version.sha256 = sha256Of(version.content);
        }),
      /^versions\[0\].content: “NO.SUCH” is not a category/,
    ],
    [
      'an approval by who sent it',
      () =>
        changed((file) =>
          Object.assign(file.versions?.[0] as object, { approved_by: file.versions?.[0]?.submitted_by }),
        ),
      /no one approves what they wrote/,
    ],
    [
      'a state without its step',
      () => set('findings.1.state', 'approved'),
      /^findings\[1\].state: does not agree/,
    ],
    [
      'a withdrawal by no one',
      () => set('documents.1.withdrawn_by', null),
      /does not agree with withdrawn_by/,
    ],
    [
      'history of what has none',
      () => set('revisions.0.kind', 'account'),
      /is not a kind of row that has a history/,
    ],
    [
      'secrets in history',
      () => set('revisions.0.fields.board_id', 'x'),
      'revisions[0].fields.board_id: is not kept in a file',
    ],
    [
      'a method that is not known',
      () => set('review.method', 'dice'),
      /^review.method: “dice” is not one of/,
    ],
    ['an area that is not known', () => set('board.area', 'Atlantis'), /^board.area/],
    [
      'content that is not base64',
      () => text.replace('{\n', '{\n"contents":{"x":"a b"},\n'),
      /^contents\["x"\]: must be base64/,
    ],
    [
      'content of another SHA-256',
      () => text.replace('{\n', `{\n"contents":{"${'0'.repeat(64)}":"YWI="},\n`),
      /is not the content of that SHA-256/,
    ],
    [
      'content under another spelling',
      () => text.replace('{\n', `{\n"cont\\u0065nts":{"${'0'.repeat(64)}":"YWI="},\n`),
      /^contents.*must be base64/,
    ],
    [
      'content with the test virus',
      () => bringing(TEST_VIRUS, 'Minutes.txt'),
      /^contents.*is the content of “Minutes.txt”, which is not taken: This is a test file for virus scanners/,
    ],
    [
      'content that its name does not say',
      () => bringing('hello', 'Minutes.pdf'),
      /^contents.*“Minutes.pdf”, which is not taken: The name of this file ends in .pdf/,
    ],
    [
      'content of another type than the file says',
      () => bringing('a,b\n', 'Minutes.csv'),
      /^contents.*“Minutes.csv”, which is text\/csv and not what the file says/,
    ],
    [
      'two agencies of one name',
      () =>
        changed((file) => {
          file.agencies?.push({
            ...(file.agencies[0] as Json),
            id: '018f0000-0000-7000-8000-000000000001',
          } as unknown as Json);
        }),
      /^agencies: cannot be kept: two rows are the same/,
    ],
  ])('%s: says what is wrong, and keeps nothing', async (_name, file, words) => {
    const before = await stored(elsewhere);
    const error = await bring(elsewhere, file()).then(
      () => null,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
    expect(await stored(elsewhere)).toEqual(before);
  });

  it('is refused where it would take what is another review’s', async () => {
    const other = await makeReview(elsewhere);
    await expect(bring(elsewhere, set('review.reference', other.reference))).rejects.toThrow(
      `review.reference: “${other.reference}” is the reference of another review of Coventry Safeguarding Children Board`,
    );
    const [agency] = await elsewhere.owner<{ id: string }>(
      `insert into agency (board_id, review_id, name) values ($1, $2, 'Theirs') returning id`,
      [other.boardId, other.id],
    );
    const stolen = changed((file) =>
      file.agencies?.push({ ...(file.agencies[0] as Json), id: agency?.id, name: 'Mine' } as unknown as Json),
    );
    await expect(bring(elsewhere, stolen)).rejects.toThrow(
      'agencies[1].id: is of another review of this Board',
    );
    const planted = changed((file) =>
      Object.assign(file.revisions?.[0] as object, { kind: 'agency', row_id: agency?.id, fields: {} }),
    );
    await expect(bring(elsewhere, planted)).rejects.toThrow(/row_id: is of another review of this Board/);
  });
});

describe('a review that is here already', () => {
  it('is left as it is by the same file, and kept from another', async () => {
    const first = await bring(elsewhere, text);
    expect(broughtWords(first).join(' ')).toMatch(/^Added review COV/);
    const again = await bring(elsewhere, text);
    expect([again.review, again.peopleMade, again.contentsAdded]).toEqual(['left', 0, 0]);
    const spelled = JSON.stringify(JSON.parse(text), null, 3);
    expect((await bring(elsewhere, spelled)).review).toBe('left');
    await expect(bring(elsewhere, set('events.0.source', 'Elsewhere'))).rejects.toThrow(
      /^review: is here already and is not as in the file: events: 1 rows? differ.*Nothing was changed/,
    );
    await expect(bring(elsewhere, text, 'coordinator-b@demo.example')).rejects.toThrow(
      /holds in this workbench/,
    );
  });

  it('came to another Board without its team', async () => {
    const third = await openHouse();
    try {
      const brought = await bring(third, text, 'coordinator-b@demo.example');
      expect([brought.teamEnded, brought.board.name]).toEqual([
        true,
        'Lancashire Safeguarding Children Board',
      ]);
      expect(await third.owner('select id from review_member where removed_at is null')).toEqual([]);
      expect((await bring(third, text, 'coordinator-b@demo.example')).review).toBe('left');
      await third.as('reviewer@demo.example', async (_tx, actor) => expect(actor.reviewIds).toEqual([]));
      await expect(
        third.as('coordinator-b@demo.example', (tx) =>
          tx.raw(`select app.bring_check_back_answers(?, ?, '[]')`, [brought.board.id, brought.reviewId]),
        ),
      ).rejects.toThrow(/come in with their review alone/);
      await expect(
        third.as('reviewer@demo.example', (tx) => tx.raw(`select app.bring_people('[]')`)),
      ).rejects.toThrow(/Only a coordinator/);
    } finally {
      await third.close();
    }
  });
});
