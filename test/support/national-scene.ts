import { codeManySecond } from '../../server/coding/second-coding';
import { closeSample } from '../../server/coding/sample-closing';
import { drawForSecondCoding, giveToCoder } from '../../server/coding/samples';
import { answerSuggestions } from '../../server/coding/queue';
import { codeAgain } from '../../server/coding/recoding';
import { isoDay } from '../../server/http/dates';
import type { Dimension } from '../../server/national/dimensions';
import { askForExport, cancelExport } from '../../server/national/export';
import { buildRelease, noteRelease } from '../../server/national/release-build';
import { decideRelease, proposeRelease } from '../../server/national/release-decision';
import {
  addCategory,
  mergeCategories,
  moveCategory,
  retireCategory,
  rewordCategory,
  splitCategory,
} from '../../server/typology/draft';
import { beginDraft, publishDraft } from '../../server/typology/edition-steps';
import type { TestHouse } from './house';

/** What the national pages show in each of their states, made by the verbs of the pages on findings that are there. */

export const EDITOR = 'editor@demo.example';
export const ANALYST = 'analyst@demo.example';
export const CODER = 'reviewer@demo.example';
export const THIRD_CODER = 'reviewer-b@demo.example';
export const OTHER_CODER = 'reviewer2@demo.example';
/** The edition that splits MGT.SUP, and the one that is drafted on it. */
export const SPLIT_EDITION = '2026';
export const DRAFT = '2027';

const NOT_SAID = { polarity: null, extent: null, journey_stage: null };

export async function accountId(test: TestHouse, email: string): Promise<string> {
  const [row] = await test.owner<{ id: string }>('select id from account where email = $1', [email]);
  return String(row?.id);
}

const wordsOf = (code: string, name: string) => ({
  code,
  name,
  definition: `What ${name.toLowerCase()} is.`,
  includes: 'This is in.',
  excludes: 'That is out.',
  examples: ['An example of it.'],
});

export interface Sample {
  id: string;
  findings: string[];
}

/** A sample of published findings, given to a coder who has not coded them yet, and coded by them, all but some. */
export async function sample(
  test: TestHouse,
  { seed = 'a sample', size = 6, coder = CODER, left = 0 } = {},
): Promise<Sample> {
  const now = test.house.now();
  const id = await test.as(EDITOR, (tx, actor) =>
    drawForSecondCoding(tx, actor, now, { size, seed, origin: 'published' }),
  );
  const account = await accountId(test, coder);
  await test.as(EDITOR, (tx, actor) =>
    giveToCoder(tx, actor, now, id, { coder: account, which: 'all', most: null }),
  );
  const rows = await test.owner<{ finding_id: string; first: string[] }>(
    `select finding_id, array(select t ->> 'category' from jsonb_array_elements(first_tags) t) as first
       from national.sample_finding join national.second_coding using (sample_id, finding_id)
      where sample_id = $1 order by place`,
    [id],
  );
  const findings = rows.map(({ finding_id }) => finding_id);
  // Every third differs from the first coding; the others are as they were.
  const codings = rows.slice(0, rows.length - left).map(({ finding_id, first: [first = 'X'] }, n) => ({
    findingId: finding_id,
    said: [
      {
        version: 1,
        ...NOT_SAID,
        category: n % 3 === 0 || first === 'X' ? 'INC.PRI' : first,
        rationale: 'It is named.',
        extract: '',
        suggested_name: '',
        none: false,
      },
    ],
  }));
  if (codings.length > 0) await test.as(coder, (tx) => codeManySecond(tx, now, id, codings));
  return { id, findings };
}

/** Closes a sample: how it came out marks the figures of its edition. */
export async function close(test: TestHouse, { id }: Sample): Promise<void> {
  await test.as(EDITOR, (tx, actor) => closeSample(tx, actor, test.house.now(), id));
}

/**
 * Names what does not fit as its coders suggested: some alike, some alone, and one answered in words.
 * @returns a finding whose group waits, and the answer
 */
export async function suggestions(test: TestHouse): Promise<{ finding: string; answer: string }> {
  const names = ['Pull of the neighbourhood', 'Neighbourhood pull', 'No interpreter was booked', 'Travel'];
  const rows = await test.owner<{ id: string; finding_id: string }>(
    `select id, finding_id from national.published_tag where category = 'X' order by id limit 8`,
  );
  await test.owner(
    `update national.published_tag t set suggested_name = n.name, rationale = 'Nothing else says it.'
       from unnest($1::uuid[], $2::text[]) as n(id, name) where n.id = t.id`,
    [rows.map(({ id }) => id), rows.map((_, n) => names[n % names.length])],
  );
  const [, , , last] = rows;
  await test.as(EDITOR, (tx, actor) =>
    answerSuggestions(tx, actor, test.house.now(), {
      take: [String(last?.finding_id)],
      how: 'answer',
      existing: '',
      answer: 'It is a place, not a pattern.',
      name: '',
      code: '',
      parent: '',
      definition: '',
      includes: '',
      excludes: '',
    }),
  );
  const [answer] = await test.owner<{ id: string }>('select id from national.suggestion_answer');
  return { finding: String(rows[0]?.finding_id), answer: String(answer?.id) };
}

/** Publishes an edition in which MGT.SUP is split, so that its findings wait to be coded again. */
export async function publishSplit(test: TestHouse): Promise<void> {
  const now = test.house.now();
  const made = (code: string, name: string) => ({ words: wordsOf(code, name), parent: 'MGT' });
  await test.as(EDITOR, async (tx, actor) => {
    await beginDraft(tx, actor, now, { code: SPLIT_EDITION, note: 'Supervision was two patterns.' });
    await splitCategory(tx, actor, SPLIT_EDITION, {
      code: 'MGT.SUP',
      version: 1,
      kept: false,
      others: [],
      made: [made('MGT.TASK', 'Supervision of tasks'), made('MGT.REF', 'Reflection')],
    });
    const from = isoDay(now);
    await publishDraft(tx, actor, now, { edition: SPLIT_EDITION, from, today: from });
  });
}

/** Published findings that wait to be coded again; the last of them is decided. */
export async function codedAgain(test: TestHouse): Promise<{ waiting: string; decided: string }> {
  const rows = await test.owner<{ finding_id: string }>(
    `select distinct finding_id from national.published_tag where category = 'MGT.SUP' order by finding_id`,
  );
  const decided = String(rows.at(-1)?.finding_id);
  await test.as(EDITOR, (tx, actor) =>
    codeAgain(
      tx,
      actor,
      test.house.now(),
      { edition: SPLIT_EDITION, code: 'MGT.SUP', findingId: decided },
      { to: ['MGT.REF'], reason: 'It is about reflection.' },
    ),
  );
  return { waiting: String(rows[0]?.finding_id), decided };
}

/** A draft with each kind of change, a category that is new, and one that lacks a definition. */
export async function draftOfEverything(test: TestHouse): Promise<void> {
  const now = test.house.now();
  const at = { version: 1 };
  await test.as(EDITOR, async (tx, actor) => {
    await beginDraft(tx, actor, now, { code: DRAFT, note: 'What editors learnt.' });
    const [{ definition, includes, excludes, examples, name }] = (await tx('typology.category').where({
      edition: DRAFT,
      code: 'MGT.MES',
    })) as [ReturnType<typeof wordsOf>];
    const before = { code: 'MGT.MES', name, definition, includes, excludes, examples };
    await rewordCategory(tx, actor, DRAFT, 'MGT.MES', {
      ...at,
      before,
      words: { ...before, name: 'Targets and messages' },
    });
    await moveCategory(tx, actor, DRAFT, { code: 'LTW.CHA', ...at, parent: 'MGT' });
    await mergeCategories(tx, actor, DRAFT, { code: 'MGT.CAP', ...at, others: [], into: 'MGT.EXP' });
    await splitCategory(tx, actor, DRAFT, {
      code: 'FAM.ADU',
      ...at,
      kept: true,
      others: [],
      made: [{ words: wordsOf('FAM.FAT', 'Fathers'), parent: 'FAM' }],
    });
    await retireCategory(tx, actor, DRAFT, { code: 'INC.NAR', ...at, reason: 'None in years.' });
    await addCategory(tx, actor, DRAFT, { words: wordsOf('MGT.NEW', 'Something new'), parent: 'MGT' });
    const wordless = { ...wordsOf('MGT.GAP', 'Not said yet'), definition: '' };
    await addCategory(tx, actor, DRAFT, { words: wordless, parent: 'MGT' });
  });
}

export interface Asked {
  by?: string;
  title?: string;
  edition?: string;
  tables?: Dimension[][];
  map?: boolean;
  corrects?: string;
}

/** A release that was asked for and is still to be built. */
export async function asked(test: TestHouse, more: Asked = {}): Promise<string> {
  const { by = ANALYST, title = 'Patterns', edition = '2012', tables = [['region']], map = false } = more;
  const now = test.house.now();
  const settings = { edition, origin: 'published' as const, before: isoDay(now), tables, map };
  return test.as(by, (tx, actor) =>
    noteRelease(tx, actor, now, {
      title,
      settings,
      corrects: more.corrects ?? null,
      whatChanged: more.corrects ? 'The edition.' : '',
    }),
  );
}

/** One that is built; or goes on to be proposed, and decided on by the other of the two. */
export async function release(
  test: TestHouse,
  state: 'built' | 'proposed' | 'out' | 'declined',
  more: Asked = {},
): Promise<string> {
  const { by = ANALYST } = more;
  const now = test.house.now();
  const id = await asked(test, more);
  await buildRelease(test.house, { release: id, account: await accountId(test, by) });
  if (state === 'built') return id;
  await test.as(by, (tx, actor) => proposeRelease(tx, actor, now, id));
  if (state === 'proposed') return id;
  await test.as(by === EDITOR ? ANALYST : EDITOR, (tx, actor) =>
    decideRelease(tx, actor, now, id, { decision: state, why: state === 'out' ? '' : 'Too few regions.' }),
  );
  return id;
}

/** An export of all published findings that waits to be made. */
export async function askedExport(test: TestHouse, by = ANALYST): Promise<string> {
  const filter = { of: 'published', q: '', region: '', year: '', coded: '', edition: SPLIT_EDITION } as const;
  return test.as(by, (tx, actor) => askForExport(tx, actor, test.house, { filter, format: 'csv' }));
}

export async function cancelledExport(test: TestHouse): Promise<void> {
  const id = await askedExport(test);
  await test.as(ANALYST, (tx, actor) => cancelExport(tx, actor, test.house.now(), id));
}
