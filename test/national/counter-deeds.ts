/** What people do that changes the national figures, each as they would do it, for sequences made by lot. */
import { approveFinding, reopenFinding, returnFinding } from '../../server/approvals/approval';
import { undoCodingAgain } from '../../server/coding/recoding';
import { submitFinding, withdrawFinding } from '../../server/approvals/submission';
import type { Database } from '../../server/database/database';
import { withActor, type Actor, type Tx } from '../../server/database/with-actor';
import { AlreadyDone, Missing, Refused } from '../../server/http/errors';
import { bringIntoForce, refreshFacts } from '../../server/national/facts-queries';
import { codeFinding, removeTag } from '../../server/published/coding';
import { importPublished } from '../../server/published/import-published';
import type { TestHouse } from '../support/house';

const now = new Date('2014-05-06T10:00:00Z');
const EDITOR = 'editor@demo.example';
const COMMENT = { part: 'extent', text: 'Two audits say so.' } as const;

export interface Deed {
  kind:
    | 'code'
    | 'facets'
    | 'untag'
    | 'approve'
    | 'return'
    | 'withdraw'
    | 'reopen'
    | 'details'
    | 'import'
    | 'publish'
    | 'recode'
    | 'undo';
  /** Chooses among what there is to do it to. */
  lot: number;
}
export const DEEDS: readonly Deed['kind'][] = [
  'code',
  'facets',
  'untag',
  'approve',
  'return',
  'withdraw',
  'reopen',
  'details',
  'import',
  'publish',
  'recode',
  'undo',
];

/** Does deeds with connections of its own. */
export class Doer {
  private editions = 0;

  constructor(
    private readonly test: TestHouse,
    private readonly database: Database = test.database,
    private readonly mostEditions = 3,
  ) {}

  /** Does it, if there is anything to do it to: true when it was done. Another's haste may leave nothing. */
  async do({ kind, lot }: Deed): Promise<boolean> {
    try {
      return await this[kind](lot);
    } catch (error) {
      // Someone else was there first.
      if (error instanceof Refused || error instanceof Missing || error instanceof AlreadyDone) return false;
      throw error;
    }
  }

  private async as<Result>(email: string, work: (tx: Tx, actor: Actor) => Promise<Result>): Promise<Result> {
    const [account] = await this.test.owner<{ id: string }>('select id from account where email = $1', [
      email,
    ]);
    return withActor(this.database, { accountId: String(account?.id), address: '127.0.0.1' }, work);
  }

  private async oneOf<Row extends object>(lot: number, sql: string): Promise<Row | undefined> {
    const rows = await this.test.owner<Row>(sql);
    return rows[lot % Math.max(1, rows.length)];
  }

  private async code(lot: number): Promise<boolean> {
    const finding = await this.oneOf<Found>(lot, FOUND);
    const category = await this.oneOf<{ code: string }>(
      lot >> 3,
      `select c.code from typology.category c join typology.edition e on e.code = c.edition
        where e.status = 'in_force' and c.code <> 'X' order by c.position`,
    );
    if (!finding || !category) return false;
    await this.as(EDITOR, (tx, actor) =>
      codeFinding(tx, actor, now, finding.id, {
        ...codingOf(finding),
        category: category.code,
        rationale: 'By lot.',
      }),
    );
    return true;
  }

  private async facets(lot: number): Promise<boolean> {
    const finding = await this.oneOf<Found>(lot, FOUND);
    if (!finding) return false;
    const polarity = finding.polarity === 'safer' ? 'less_safe' : 'safer';
    await this.as(EDITOR, (tx, actor) =>
      codeFinding(tx, actor, now, finding.id, { ...codingOf(finding), polarity }),
    );
    return true;
  }

  private async untag(lot: number): Promise<boolean> {
    const tag = await this.oneOf<{ id: string; finding_id: string }>(
      lot,
      'select id, finding_id from national.published_tag order by id',
    );
    if (!tag) return false;
    await this.as(EDITOR, (tx) => removeTag(tx, tag.finding_id, tag.id));
    return true;
  }

  private async submit(lot: number): Promise<(Target & { versionId: string }) | undefined> {
    const finding = await this.oneOf<Target>(
      lot,
      `select review_id as "reviewId", id as "findingId" from finding where state in ('draft', 'returned', 'reopened') order by id`,
    );
    if (!finding) return undefined;
    const { versionId } = await this.as('reviewer@demo.example', (tx, actor) =>
      submitFinding(tx, actor, now, finding),
    );
    return { ...finding, versionId };
  }

  private async return(lot: number): Promise<boolean> {
    const finding = await this.submit(lot);
    if (!finding) return false;
    await this.as('chair@demo.example', (tx, actor) =>
      returnFinding(tx, actor, now, { ...finding, comment: 'Say how far it goes.' }),
    );
    return true;
  }

  private async withdraw(lot: number): Promise<boolean> {
    const finding = await this.submit(lot);
    if (!finding) return false;
    await this.as('reviewer@demo.example', (tx, actor) => withdrawFinding(tx, actor, now, finding));
    return true;
  }

  private async approve(lot: number): Promise<boolean> {
    const finding = await this.submit(lot);
    if (!finding) return false;
    const { versionId } = finding;
    const [version] = await this.test.owner<{ sha256: string }>(
      'select sha256 from finding_version where id = $1',
      [versionId],
    );
    await this.as('chair@demo.example', (tx, actor) =>
      approveFinding(tx, actor, now, {
        ...finding,
        versionId,
        sha256: String(version?.sha256),
        comments: [COMMENT],
      }),
    );
    return true;
  }

  private async reopen(lot: number): Promise<boolean> {
    const finding = await this.oneOf<Target & { versionId: string }>(
      lot,
      `select f.review_id as "reviewId", f.id as "findingId", v.id as "versionId" from finding f
         join finding_version v on v.finding_id = f.id and v.state = 'approved' where f.state = 'approved' order by f.id`,
    );
    if (!finding) return false;
    await this.as('chair@demo.example', (tx, actor) =>
      reopenFinding(tx, actor, now, { ...finding, comment: 'New papers came in.', comments: [COMMENT] }),
    );
    return true;
  }

  private async details(lot: number): Promise<boolean> {
    const review = await this.oneOf<{ id: string }>(lot, 'select id from review order by id');
    if (!review) return false;
    await this.as('coordinator@demo.example', async (tx) => {
      await tx.raw(
        `update review set outcome = case outcome when 'death' then 'serious harm' else 'death' end where id = ?`,
        [review.id],
      );
      await refreshFacts(tx, [review.id]);
    });
    return true;
  }

  private async import(lot: number): Promise<boolean> {
    const review = (n: number) => ({
      id: `lot-${n % 4}`,
      publishing_body: 'A Board',
      region: ['London', 'North West', null][lot % 3],
      year_published: 2010 + (lot % 3),
      title: 'By lot',
      method: null,
      kind: 'scr',
      outcome: ['death', null][lot % 2],
      age_band: '1-5',
      agencies: [],
      context_factors: [],
      findings: [
        {
          id: `lot-${n % 4}-0`,
          text: 'Reasoning is not heard',
          stated_as: 'finding',
          prevalence_stated: null,
          tags: [{ category: ['L5', 'T3', 'M4', 'M8'][n % 4], rationale: 'By lot.' }],
        },
      ],
      source: { title: 'Made up', address: 'https://example.org/' },
      notes: null,
    });
    const text = JSON.stringify({
      format: 'published-reviews/1',
      typology_edition: '2008',
      reviews: [review(lot), review(lot + 1)],
    });
    await this.as(EDITOR, (tx, actor) => importPublished(tx, actor, now, { fileName: 'lot.json', text }));
    return true;
  }

  /** Drafts the next edition with a category split, two merged and one retired, and publishes it. */
  private async publish(lot: number): Promise<boolean> {
    if (this.editions >= this.mostEditions) return false;
    this.editions += 1;
    const [number] = await this.test.owner<{ n: number }>(
      'select count(*)::integer - 1 as n from typology.edition',
    );
    await this.as(EDITOR, (tx) => publishNext(tx, `lot-${number?.n}`, lot));
    return true;
  }

  private async recode(lot: number): Promise<boolean> {
    const tag = await this.oneOf<{ review_id: string; candidates: string[]; finding_id: string }>(
      lot,
      'select * from national.undecided order by finding_id, from_code',
    );
    if (!tag) return false;
    const chosen = tag.candidates.filter((_code, n) => lot & (2 ** n));
    await this.as(EDITOR, async (tx, actor) => {
      await tx.raw(
        `insert into national.recoded (origin, review_id, finding_id, from_edition, from_code, to_edition, to_codes, reason, decided_by, decided_at)
         select origin, review_id, finding_id, from_edition, from_code, to_edition, ?::text[], 'By lot.', ?, ? from national.undecided
          where finding_id = ? order by from_code limit 1 on conflict do nothing`,
        [chosen, actor.accountId, now, tag.finding_id],
      );
      await refreshFacts(tx, [tag.review_id]);
    });
    return true;
  }

  private async undo(lot: number): Promise<boolean> {
    const place = await this.oneOf<{ edition: string; code: string; findingId: string }>(
      lot,
      `select to_edition as edition, from_code as code, finding_id as "findingId" from national.recoded order by finding_id, from_code`,
    );
    if (!place) return false;
    await this.as(EDITOR, (tx) => undoCodingAgain(tx, place));
    return true;
  }
}

interface Target {
  reviewId: string;
  findingId: string;
}
interface Found {
  id: string;
  version: number;
  polarity: string | null;
  extent: string | null;
  journey_stage: string | null;
}
const FOUND =
  'select id, version, polarity, extent, journey_stage from national.published_finding order by id';

const codingOf = ({ version, polarity, extent, journey_stage }: Found) => {
  const before = { polarity, extent, journey_stage };
  return { ...before, before, version, category: null, rationale: '', extract: '', suggested_name: '' };
};

/**
 * An edition after the one in force, published for a day; by the rows, as any road would leave them. On the day that it
 * is here it is in force.
 */
export async function publishNext(tx: Tx, code: string, lot: number, day = '2014-05-06'): Promise<void> {
  const leaves = await tx.raw<{ rows: { edition: string; code: string }[] }>(
    `select c.edition, c.code from typology.category c join typology.edition e on e.code = c.edition and e.status = 'in_force'
      where c.parent is not null and not exists (select from typology.category d where d.edition = c.edition and d.parent = c.code)
      order by c.position`,
  );
  const from = String(leaves.rows[0]?.edition);
  const at = (n: number): string => String(leaves.rows[(lot + n) % leaves.rows.length]?.code);
  const [split, one, other, retired, renamed] = [at(0), at(1), at(2), at(3), at(4)];
  await tx.raw(`insert into typology.edition (code, status, based_on) values (?, 'draft', ?)`, [code, from]);
  await tx.raw(
    `insert into typology.category (edition, code, parent, position, name, definition)
     select ?, code, parent, position, name, definition from typology.category
      where edition = ? and code <> all (?::text[]) order by parent nulls first, position`,
    [code, from, [split, other, retired]],
  );
  await tx.raw(
    `insert into typology.category (edition, code, parent, position, name, definition)
     select ?, c.code || s.part, c.parent, c.position, c.name || s.part, c.definition
       from typology.category c, unnest(array['a', 'b']) s(part) where c.edition = ? and c.code = ?`,
    [code, from, split],
  );
  await tx.raw(
    `insert into typology.crosswalk_step (from_edition, to_edition, from_code, change, to_codes)
     select c.edition, :code, c.code,
            case c.code when :split then 'split_into' when :other then 'merged_into' when :retired then 'retired' when :renamed then 'renamed' else 'same' end,
            case c.code when :split then array[c.code || 'a', c.code || 'b'] when :other then array[:one] when :retired then '{}' else array[c.code] end
       from typology.category c where c.edition = :from`,
    { code, from, split, one, other, retired, renamed },
  );
  await tx.raw(
    `update typology.edition set status = 'to_come', in_force_from = ?, published_at = now() where code = ?`,
    [day, code],
  );
  await bringIntoForce(tx, '2014-05-06');
}
