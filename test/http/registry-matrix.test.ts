import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Response } from 'supertest';
import { loadDemoReviews } from '../../seeds/demo-reviews';
import { loadPublished } from '../../seeds/codings';
import { asOwner } from '../../server/database/migrate';
import type { Route } from '../../server/http/route';
import { pageRoutes } from '../../server/routes';
import { visit, type Visitor } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';

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
  test = await openHouse();
  await asOwner(test.urls.ownerUrl, (owner) => loadDemoReviews(owner, test.house, new Date()));
  const [editor] = await test.owner<{ id: string }>(
    `select id from account where email = 'editor@demo.example'`,
  );
  await loadPublished(test, String(editor?.id));
  for (const name of Object.keys(VIEWERS) as ViewerName[])
    visitors[name] = await visit(test.app, VIEWERS[name]);
  own = await sample('Coventry', '%/03');
  another = await sample('Lancashire', '%/02');
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
       uuidv7() as "tokenId",
       '2012' as edition, 'MGT.SUP' as code, 'why' as section
     from review r join board b on b.id = r.board_id where b.area = $1 and r.reference like $2`,
    [area, reference],
  );
  if (!row) throw new Error('the demo has no such review');
  return row;
}

const missingOf = (params: Params): Params =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, name.endsWith('Id') ? NO_ROW : value]),
  );

function fill(route: Route, params: Params): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => {
    const section = /\/(why|extent|context|research|tags)\/:rowId/.exec(route.path)?.[1];
    const key =
      name === 'rowId'
        ? `${section}RowId`
        : route.path.startsWith('/published/findings') && name === 'findingId'
          ? 'publishedFindingId'
          : name;
    const value = params[key];
    if (!value) throw new Error(`The matrix has no sample for :${name} of ${route.path}`);
    return value;
  });
}

async function ask(route: Route, visitor: Visitor, params: Params): Promise<Response> {
  const at = fill(route, params);
  if (route.method === 'get') return visitor.get(at);
  const answer = await visitor.send(at, {});
  // What was done is said on the next page, whichever it is: it is read here, not on the page that is compared.
  if (answer.status === 303) await visitor.get('/accessibility');
  return answer;
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
    const order = ({ method, path: at }: Route): number =>
      method === 'get' ? 0 : at.includes('/team/') ? 3 : at.endsWith('/removal') ? 2 : 1;
    const routes = pageRoutes(test.house)
      .filter(({ path: at }) => at !== '/sign-out' && at !== '/sign-in')
      .sort((a, b) => order(a) - order(b));
    for (const route of routes) {
      for (const [name, visitor] of Object.entries(visitors) as [ViewerName, Visitor][]) {
        const key = `${route.method.toUpperCase()} ${route.path}`;
        const mine = await ask(route, visitor, own);
        const named = route.path.includes(':');
        const [theirs, none] = named
          ? [await ask(route, visitor, another), await ask(route, visitor, missingOf(own))]
          : [mine, mine];
        declared[`${key} · ${name}`] = named
          ? `${mine.status} ${theirs.status} ${none.status}`
          : String(mine.status);
        if (mine.status >= 500 || theirs.status >= 500 || none.status >= 500)
          broken.push(`${key} for ${name}: a 500`);
        if (route.scope === 'board' && name !== 'nobody') {
          if (theirs.status !== none.status || shown(theirs) !== shown(none)) {
            broken.push(`${key} for ${name}: another Board’s row differs from a missing one`);
          }
          if (named && theirs.status !== 404)
            broken.push(`${key} for ${name}: another Board’s answers ${theirs.status}`);
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
  }, 120_000);
});
