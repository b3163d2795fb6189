import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Response } from 'supertest';
import { CAST } from '../../seeds/cast';
import type { Route } from '../../server/http/route';
import { pageRoutes } from '../../server/routes';
import { issueToken } from '../../server/accounts/tokens';
import { makeExport } from '../../server/national/export-make';
import { visit, type Visitor } from '../support/browser-of';
import { senderOf } from '../evidence/files';
import { someEvidence } from '../evidence/some-evidence';
import { openHouse, type TestHouse } from '../support/house';
import * as scene from '../support/national-scene';

/**
 * Every route x role x {own, another Board's, missing}. What each answers is declared in registry-matrix.json, which is
 * read by people when it changes (write it again with MATRIX=write). Whatever it declares, these hold: who may not is
 * answered as for a page that does not exist, and another Board's row exactly as a missing one.
 */
const DECLARED = path.join(__dirname, 'registry-matrix.json');

const VIEWERS = {
  nobody: undefined,
  lead: 'reviewer@demo.example',
  team: 'team@demo.example',
  coordinator: 'coordinator@demo.example',
  chair: 'chair@demo.example',
  editor: 'editor@demo.example',
  analyst: 'analyst@demo.example',
  accreditation: 'accreditation@demo.example',
  administrator: 'admin@demo.example',
} as const;
type ViewerName = keyof typeof VIEWERS;

const NO_ROW = '01890000-0000-7000-8000-000000000000';
type Params = Record<string, string>;

let test: TestHouse;
const visitors = {} as Record<ViewerName, Visitor>;
let own: Params;
let another: Params;

beforeAll(async () => {
  test = await openHouse(undefined, { demo: true });
  await Promise.all(
    (Object.keys(VIEWERS) as ViewerName[]).map(async (name) => {
      visitors[name] = await visit(test.app, VIEWERS[name]);
    }),
  );
  const national = await nationalRows();
  own = { ...(await withEvidence(await sample('Coventry', '%/03'))), ...national.own };
  another = { ...(await withEvidence(await sample('Lancashire', '%/02'))), ...national.another };
}, 120_000);
afterAll(() => test.close());

/** Tables of the lists whose rows have a page each, by the section in the path. */
const ROWS = {
  whyRowId: 'rationale',
  extentRowId: 'extent_evidence',
  contextRowId: 'factor',
  researchRowId: 'reference',
  tagsRowId: 'finding_tag',
};

/** One row of each kind that a path can name, of one Board. */
async function sample(area: string, reference: string): Promise<Params> {
  const [row] = await test.owner<Params>(
    `select r.id as "reviewId",
       (select id from finding f where f.review_id = r.id order by number desc limit 1) as "findingId",
       (select id from finding_comment c where c.review_id = r.id order by at, id limit 1) as "commentId",
       (select id from milestone m where m.review_id = r.id and m.due_on is not null order by position limit 1) as "clockId",
       (select id from review_member m where m.review_id = r.id order by part, id limit 1) as "memberId",
       ${Object.entries(ROWS)
         .map(
           ([section, table]) => `(select p.id from ${table} p where p.review_id = r.id and p.finding_id =
          (select id from finding f where f.review_id = r.id order by number desc limit 1) limit 1) as "${section}"`,
         )
         .join(', ')},
       (select id from national.published_review order by id limit 1) as "publishedReviewId",
       (select id from national.published_finding order by id limit 1) as "publishedFindingId",
       (select id from national.published_tag order by id limit 1) as "tagId",
       (select id from national.import limit 1) as "importId",
       (select id from account where email = 'lapsed@demo.example') as "accountId",
       '2012' as edition, 'MGT.SUP' as code, 'why' as section
     from review r join board b on b.id = r.board_id where b.area = $1 and r.reference like $2`,
    [area, reference],
  );
  if (!row) throw new Error('the demo has no such review');
  return row;
}

/** One row of each kind of evidence in that review, by the names that paths have for them. */
async function withEvidence(params: Params): Promise<Params> {
  const reviewId = String(params.reviewId);
  const [{ board_id: boardId } = { board_id: '' }] = await test.owner<{ board_id: string }>(
    'select board_id from review where id = $1',
    [reviewId],
  );
  const some = await someEvidence(test, { id: reviewId, boardId, reference: '' });
  const add = async (
    table: string,
    columns: string,
    values: string,
    ...given: unknown[]
  ): Promise<string> => {
    const [row] = await test.owner<{ id: string }>(
      `insert into ${table} (board_id, review_id, ${columns}) values ($1, $2, ${values}) returning id`,
      [boardId, reviewId, ...given],
    );
    return String(row?.id);
  };
  const linkId = await add(
    'check_back',
    'conversation_id, token_hash, code_proof, sent, record, made_by, made_at, expires_at',
    `$3::text::uuid, encode(sha256($3::text::bytea), 'hex'), repeat('0', 64), 'hand', '{}', (select id from account where email = 'reviewer@demo.example'), now(), now() + interval '1 day'`,
    some.conversation,
  );
  return {
    ...params,
    agencyId: some.agency,
    documentId: (await readable(reviewId)) ?? some.document,
    eventId: some.event,
    loadId: await staged(reviewId, some.agency),
    conversationId: some.conversation,
    linkId,
    answerId: await add(
      'check_back_answer',
      'check_back_id, place, kind, text, saved_at',
      `$3, 'part', 'correction', 'It was a Monday.', now()`,
      linkId,
    ),
    turningRowId: some.turning,
    conversationFactorRowId: await add(
      'conversation_factor',
      'conversation_id, text',
      `$3, 'The rota.'`,
      some.conversation,
    ),
    episodeId: some.episode,
    viewsRowId: some.view,
    episodeFactorRowId: await add('episode_factor', 'episode_id, text', `$3, 'The rota.'`, some.episode),
    pointerId: await add(
      'pointer',
      `finding_id, event_id, from_part`,
      `$3, $4, 'manifestation'`,
      params.findingId,
      some.event,
    ),
    page: '1',
    token: 'a'.repeat(43),
  };
}

/**
 * One row of each kind that national pages have, and another that is someone else's where rows are someone's: the lead
 * and the analyst have the first, the second lead reviewer and the editor the second.
 */
async function nationalRows(): Promise<{ own: Params; another: Params }> {
  const compared = await scene.sample(test, { seed: 'compared' });
  const [given, givenToAnother] = [
    await scene.sample(test, { seed: 'given', left: 6 }),
    await scene.sample(test, { seed: 'given to another', left: 6, coder: scene.OTHER_CODER }),
  ];
  const { finding: suggestedId, answer: answerId } = await scene.suggestions(test);
  const small = { tables: [['kind']] } as const satisfies scene.Asked;
  const [built, proposed, out] = [
    await scene.release(test, 'built', { ...small }),
    await scene.release(test, 'proposed', { ...small, by: scene.EDITOR }),
    await scene.release(test, 'out', { ...small }),
  ];
  const [{ number } = { number: 0 }] = await test.owner<{ number: number }>(
    'select number from national.release where id = $1',
    [out],
  );
  await scene.publishSplit(test);
  const { waiting: againId, decided: decidedId } = await scene.codedAgain(test);
  await scene.draftOfEverything(test);
  const common = {
    sampleId: compared.id,
    comparedId: String(compared.findings[0]),
    suggestedId,
    answerId,
    againId,
    decidedId,
    splitEdition: scene.SPLIT_EDITION,
    draft: scene.DRAFT,
    draftCode: 'INC.PRI',
    number: String(number),
    outName: await fileIn(out),
  };
  const rowsOf = async (email: string, { id, findings }: scene.Sample, release: string): Promise<Params> => {
    const exportId = await scene.askedExport(test, email);
    await makeExport(test.house, { export: exportId, account: await scene.accountId(test, email) });
    await test.as(email, (tx, actor) => issueToken(tx, actor, ['aggregates:read'], new Date()));
    const [token] = await test.owner<{ id: string }>(
      'select t.id from api_token t join account a on a.id = t.account_id where a.email = $1',
      [email],
    );
    return {
      exportId,
      tokenId: String(token?.id),
      givenId: id,
      givenFindingId: String(findings[0]),
      releaseId: release,
      name: await fileIn(release),
    };
  };
  return {
    own: { ...common, ...(await rowsOf(scene.ANALYST, given, built)) },
    another: { ...common, ...(await rowsOf(scene.EDITOR, givenToAnother, proposed)) },
  };
}

async function fileIn(release: string): Promise<string> {
  const [file] = await test.owner<{ name: string }>(
    'select name from national.release_file where release_id = $1 order by position limit 1',
    [release],
  );
  return String(file?.name);
}

/** Rows that are one person's: whose the first of each kind is, and whose the other. */
const PERSONAL: { at: RegExp; own: ViewerName; another: ViewerName | undefined }[] = [
  { at: /^\/national\/exports\/:/, own: 'analyst', another: 'editor' },
  { at: /^\/account\/tokens\/:/, own: 'analyst', another: 'editor' },
  { at: /^\/coding\/second\/:/, own: 'lead', another: undefined },
];

/** What names nothing, where it is no id. */
const NOTHING: Params = { draft: '2999', number: '999', edition: '1999', splitEdition: '1999' };

const missingOf = (params: Params): Params =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      name.endsWith('Id') ? NO_ROW : (NOTHING[name] ?? value),
    ]),
  );

/** Names in paths that stand for another kind of row than elsewhere. */
const MEANT: [RegExp, Params][] = [
  [/^\/published\/findings\//, { findingId: 'publishedFindingId' }],
  [/^\/coding\/does-not-fit\//, { findingId: 'suggestedId' }],
  [/^\/coding\/again\/.*\/removal$/, { findingId: 'decidedId', edition: 'splitEdition' }],
  [/^\/coding\/again\//, { findingId: 'againId', edition: 'splitEdition' }],
  [/^\/coding\/samples\//, { findingId: 'comparedId' }],
  [/^\/coding\/second\//, { sampleId: 'givenId', findingId: 'givenFindingId' }],
  [/^\/typology\/drafts\//, { code: 'draftCode' }],
  [/^\/releases\/:number\//, { name: 'outName' }],
];

function fill(route: Route, params: Params): string {
  const meant = MEANT.find(([at]) => at.test(route.path))?.[1] ?? {};
  return route.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name === 'rowId' ? rowIn(route.path) : (meant[name] ?? name)];
    if (!value) throw new Error(`The matrix has no sample for :${name} of ${route.path}`);
    return value;
  });
}

/** A spreadsheet on its way into the chronology of a review. */
async function staged(reviewId: string, agency: string): Promise<string> {
  for (const email of ['coordinator@demo.example', 'coordinator-b@demo.example']) {
    const sender = await senderOf(test.app, email);
    const body = 'Date,What happened\n3 May 2011,A visit as planned\n31/02/2011,Another\n';
    const file = [{ name: 'log.csv', body }];
    const answer = await sender.send(`/reviews/${reviewId}/chronology/loads`, { agency }, file, {
      field: 'file',
    });
    if (answer.status === 303) return String(answer.headers.location).replace(/^.*\//, '');
  }
  throw new Error('The spreadsheet was not taken');
}

/** A document of the demo, whose content is there. */
async function readable(reviewId: string): Promise<string | undefined> {
  const rows = await test.owner<{ id: string }>(
    `select id from document where review_id = $1 and file_name = 'supervision.pdf'`,
    [reviewId],
  );
  return rows[0]?.id;
}

/** Which list the rows of a path are of. */
function rowIn(at: string): string {
  const [, list = ''] = /\/([\w-]+)\/:rowId/.exec(at) ?? [];
  if (list === 'turning-points') return 'turningRowId';
  if (list !== 'factors') return `${list}RowId`;
  return at.includes('/conversations/') ? 'conversationFactorRowId' : 'episodeFactorRowId';
}

async function ask(route: Route, visitor: Visitor, params: Params): Promise<Response> {
  const at = fill(route, params);
  if (route.method === 'get') return visitor.get(at);
  const answer = await visitor.send(at, {});
  // What was done is said on the next page, whichever it is: it is read here, not on the page that is compared.
  if (answer.status === 303) await visitor.get('/accessibility');
  return answer;
}

/** Whether the registry turns the viewer away by their role alone. */
function isTurnedAway({ who }: Route, name: ViewerName): boolean {
  if (who === 'public') return false;
  if (name === 'nobody') return true;
  const roles = CAST.filter(({ email }) => email === VIEWERS[name]).map(({ role }) => role);
  return Array.isArray(who) && !roles.some((role) => who.includes(role));
}

/** A page without what differs at each rendering. */
const shown = (answer: Response): string => answer.text.replace(/value="[\w-]{30,}"/g, '');

describe('the route registry', () => {
  const declared: Record<string, string> = {};

  it('declares who may and what is audited on every route', () => {
    for (const route of pageRoutes(test.house)) {
      expect(route.who).toBeDefined();
      expect(route.audit).toMatch(/^(none|[a-z_]+\.[a-z_]+)$/);
    }
  });

  it('answers every route x role x {own, another Board’s, missing} as declared', async () => {
    const broken: string[] = [];
    // Reading comes first, removing last: posting changes what there is.
    const order = ({ method, path: at }: Route): number => {
      if (method === 'get') return 0;
      if (/\/team\/|^\/typology\/drafts\/:draft\/removal$|\/undoing$/.test(at)) return 3;
      return /\/(removal|merger)$/.test(at) ? 2 : 1;
    };
    const routes = pageRoutes(test.house)
      .filter(({ path: at }) => at !== '/sign-out' && at !== '/sign-in')
      .sort((a, b) => order(a) - order(b));
    for await (const [route, answers] of answersOf(routes)) {
      for (const name of Object.keys(VIEWERS) as ViewerName[]) {
        const [mine, theirs, none] = answers[name];
        const key = `${route.method.toUpperCase()} ${route.path}`;
        const named = isNamed(route, name);
        declared[`${key} · ${name}`] = named
          ? `${mine.status} ${theirs.status} ${none.status}`
          : String(mine.status);
        const differs = (one: Response): boolean => one.status !== none.status || shown(one) !== shown(none);
        if (mine.status >= 500 || theirs.status >= 500 || none.status >= 500)
          broken.push(`${key} for ${name}: a 500`);
        if (isTurnedAway(route, name) && ![303, 404].includes(mine.status))
          broken.push(`${key} for ${name}: ${mine.status} for a role that may not`);
        if (route.scope === 'board' && name !== 'nobody') {
          if (differs(theirs))
            broken.push(`${key} for ${name}: another Board’s row differs from a missing one`);
          if (named && theirs.status !== 404)
            broken.push(`${key} for ${name}: another Board’s answers ${theirs.status}`);
        }
        const personal = PERSONAL.find(({ at }) => at.test(route.path));
        if (personal && named) {
          if (name !== personal.own && differs(mine))
            broken.push(`${key} for ${name}: someone else’s row differs from a missing one`);
          if (name !== personal.another && differs(theirs))
            broken.push(`${key} for ${name}: another’s row differs from a missing one`);
        }
        if (
          name === 'nobody' &&
          route.who !== 'public' &&
          !(mine.status === 303 && /^\/sign-in/.test(String(mine.headers.location)))
        ) {
          broken.push(`${key}: does not ask nobody to sign in`);
        }
      }
    }
    expect(broken).toEqual([]);
    if (process.env.MATRIX === 'write') writeFileSync(DECLARED, `${JSON.stringify(declared, null, 2)}\n`);
    expect(declared).toEqual(JSON.parse(readFileSync(DECLARED, 'utf8')));
  }, 300_000);
});

/** Where who asks is turned away before any row is looked for, which row it names makes no difference. */
const isNamed = (route: Route, name: ViewerName): boolean =>
  route.path.includes(':') && !isTurnedAway(route, name);

type Answers = [own: Response, another: Response, missing: Response];

const AT_ONCE = 5;

/**
 * What everyone is answered on each route. Who changes nothing asks at the same time as others, of a few routes at once;
 * who may post does so in turn.
 */
async function* answersOf(routes: Route[]): AsyncGenerator<[Route, Record<ViewerName, Answers>]> {
  const names = Object.keys(VIEWERS) as ViewerName[];
  for (let first = 0; first < routes.length; first += AT_ONCE) {
    const some = routes
      .slice(first, first + AT_ONCE)
      .map((route) => ({ route, answers: {} as Record<ViewerName, Answers> }));
    const asks = some.flatMap((one) => names.map((name) => ({ ...one, name })));
    const inTurn = asks.filter(({ route, name }) => route.method !== 'get' && !isTurnedAway(route, name));
    await Promise.all(asks.filter((one) => !inTurn.includes(one)).map(askAll));
    for (const one of inTurn) await askAll(one);
    for (const { route, answers } of some) yield [route, answers];
  }
}

/** Asks as one of them for the first row, for the other and for one that is missing. */
async function askAll(one: {
  route: Route;
  name: ViewerName;
  answers: Record<ViewerName, Answers>;
}): Promise<void> {
  const { route, name, answers } = one;
  const visitor = visitors[name];
  const mine = await ask(route, visitor, own);
  answers[name] = isNamed(route, name)
    ? [mine, await ask(route, visitor, another), await ask(route, visitor, missingOf(own))]
    : [mine, mine, mine];
}
