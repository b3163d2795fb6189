import type { Pool } from 'pg';
import { visit } from '../support/browser-of';
import { makeFinding, makeReview } from '../support/cases';
import { someEvidence } from '../evidence/some-evidence';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse();
});
afterAll(() => test.close());

/** Every statement that is sent to the database, by either pool, with BEGIN and COMMIT. */
function watch(): { statements: string[]; stop(): void } {
  const statements: string[] = [];
  const noted = ({ sql }: { sql: string }) => statements.push(sql);
  test.database.app.on('query', noted);
  const { plain } = test.database;
  const query = plain.query.bind(plain) as (...args: unknown[]) => unknown;
  Object.assign(plain, {
    query: (...args: unknown[]) => {
      statements.push(String(args[0]));
      return query(...args);
    },
  });
  return {
    statements,
    stop() {
      test.database.app.off('query', noted);
      delete (plain as Partial<Pool>).query;
    },
  };
}

const PART_COLUMNS: Record<string, string> = {
  rationale:
    "role_label, sense, source_kind, source) select %, 'Nurse ' || n, 'It did', 'document', 'Record'",
  extent_evidence: "kind, shows, outside_case) select %, 'audit', 'Evidence ' || n, true",
  factor: "heading, level, text) select %, 'role', 'agency', 'Factor ' || n",
  pointer: `from_part, episode_id) select %, 'manifestation', (select id from episode where review_id = $2::uuid)`,
  reference: "citation, bearing) select %, 'Reference ' || n, 'supports'",
};

describe('a page of a finding', () => {
  it('takes at most six round trips, however much is in it', async () => {
    const review = await makeReview(test);
    const small = await makeFinding(test, review);
    const evidence = await someEvidence(test, review);
    const big = await makeFinding(test, review, { sufficient: true });
    for (const [table, rest] of Object.entries(PART_COLUMNS)) {
      await test.owner(
        `insert into ${table} (board_id, review_id, finding_id, ${rest.replace('%', '$1::uuid, $2::uuid, $3::uuid')} from generate_series(1, 50) n`,
        [review.boardId, review.id, big.id],
      );
    }
    const reviewer = await visit(test.app, 'reviewer@demo.example');
    const chair = await visit(test.app, 'chair@demo.example');
    for (const visitor of [reviewer, chair]) await visitor.get('/account');
    for (const { id } of [small, big]) {
      const base = `/reviews/${review.id}/findings/${id}`;
      for (const [visitor, path] of [
        [reviewer, ''],
        [reviewer, '/why'],
        [reviewer, '/extent'],
        [reviewer, '/research'],
        [reviewer, '/questions'],
        [reviewer, '/tags'],
        [reviewer, '/why/new'],
        [reviewer, '/check'],
        [reviewer, '/evidence'],
        [reviewer, '/evidence/new'],
        [reviewer, '/evidence/new?from=manifestation'],
        [reviewer, '/evidence/new?from=manifestation&kind=event'],
        [reviewer, `/evidence/new?from=manifestation&document=${evidence.document}&page=1`],
        [chair, ''],
      ] as const) {
        const { statements, stop } = watch();
        const answer = await visitor.get(`${base}${path}`);
        stop();
        expect([path, answer.status]).toEqual([path, 200]);
        expect(statements.some((sql) => /^begin/i.test(sql))).toBe(true);
        expect(statements.length).toBeLessThanOrEqual(6);
      }
    }
  });
});
