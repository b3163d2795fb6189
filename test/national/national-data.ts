import { createHash } from 'node:crypto';
import { makeFinding, makeReview } from '../support/cases';
import type { TestHouse } from '../support/house';

const REGIONS = ['London', 'North West', 'South East', 'West Midlands', 'Yorkshire and The Humber', null];
const CODES = [
  'BIAS.COG',
  'BIAS.EMO',
  'FAM.CHI',
  'FAM.ENG',
  'INC.PRI',
  'LTW.ASS',
  'LTW.INF',
  'TOOL.FRM',
  'MGT.SUP',
  'X',
];
const STAGES = ['assessment', 'child_in_need', null];

/** Numbers that look drawn by lot and are the same in every run; small ones come more often. */
function lots(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) ** 1.7 * below);
  };
}

/** Published reviews with coded findings, some with two in one branch, and a few approved ones of the workbench. */
export async function loadNationalData(test: TestHouse, reviews = 240, workbench = 7): Promise<void> {
  const lot = lots(7);
  const rows = Array.from({ length: reviews }, (_, n) => ({
    external_id: `t${n}`,
    region: REGIONS[lot(REGIONS.length)] ?? null,
    year_published: n % 23 === 0 ? null : 2009 + lot(8),
    kind: ['scr', 'cspr', 'near_miss'][lot(3)] ?? null,
    outcome: ['death', 'serious harm', null][lot(3)] ?? null,
    age_band: ['under 1', '1-5', '11-15', null][lot(4)] ?? null,
    method: ['learning_together', 'silp', null][lot(3)] ?? null,
    title: `Review ${n}`,
  }));
  await test.owner(
    `insert into national.published_review (external_id, region, year_published, kind, outcome, age_band, method, title)
     select external_id, region, year_published, kind, outcome, age_band, method, title
       from jsonb_to_recordset($1::jsonb) as r(external_id text, region text, year_published integer, kind text, outcome text,
         age_band text, method text, title text)`,
    [JSON.stringify(rows)],
  );
  const findings = rows.flatMap((row) =>
    Array.from({ length: 1 + lot(4) }, (_, position) => ({
      review: row.external_id,
      external_id: `${row.external_id}-f${position}`,
      position,
      text: `=SUM(A1) text of ${row.external_id}-f${position}`,
      journey_stage: STAGES[lot(STAGES.length)] ?? null,
      extent: ['wider', 'not_known', null][lot(3)] ?? null,
      polarity: ['less_safe', 'safer', null][lot(3)] ?? null,
      tags: [...new Set([CODES[lot(CODES.length)], CODES[lot(CODES.length)]])],
    })),
  );
  await test.owner(
    `insert into national.published_finding (review_id, external_id, position, text, journey_stage, extent, polarity)
     select p.id, f.external_id, f.position, f.text, f.journey_stage, f.extent, f.polarity
       from jsonb_to_recordset($1::jsonb) as f(review text, external_id text, position integer, text text, journey_stage text, extent text, polarity text)
       join national.published_review p on p.external_id = f.review`,
    [JSON.stringify(findings)],
  );
  await test.owner(
    `insert into national.published_tag (finding_id, edition, category, coded_by)
     select p.id, '2012', tag, (select id from account where email = 'editor@demo.example')
       from jsonb_to_recordset($1::jsonb) as f(external_id text, tags text[]) cross join lateral unnest(f.tags) as tag
       join national.published_finding p on p.external_id = f.external_id`,
    [JSON.stringify(findings)],
  );
  for (let n = 0; n < workbench; n += 1) await approveOne(test, n);
  await test.owner(
    `select national.refresh_reviews((select array_agg(id) from (select id from review union all select id from national.published_review) r))`,
  );
}

/** A review of the workbench with an approved finding, by SQL. */
async function approveOne(test: TestHouse, n: number): Promise<void> {
  const review = await makeReview(test);
  for (const month of ['03', '12']) {
    const finding = await makeFinding(test, review);
    const content = JSON.stringify({
      n,
      month,
      stage: 'assessment',
      extent: 'wider',
      polarity: 'safer',
      tags: [
        { edition: '2012', category: 'MGT.SUP' },
        { edition: '2012', category: 'MGT.CAP' },
      ],
    });
    await test.owner(
      `insert into finding_version (board_id, review_id, finding_id, number, content, sha256, state, submitted_by, submitted_at, approved_by, approved_at)
       select $1, $2, $3, 1, $4, $5, 'approved', w.id, '2012-01-01T00:00Z', c.id, $6::timestamptz
         from account w, account c where w.email = 'reviewer@demo.example' and c.email = 'chair@demo.example'`,
      [
        review.boardId,
        review.id,
        finding.id,
        content,
        createHash('sha256').update(content).digest('hex'),
        // The second finding is approved in the next year: the review still counts in one.
        month === '03' ? '2012-03-04T12:00Z' : '2013-12-31T12:00Z',
      ],
    );
    await test.owner(`update finding set state = 'approved' where id = $1`, [finding.id]);
  }
}
