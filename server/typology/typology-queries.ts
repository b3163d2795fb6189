import type { Tx } from '../database/with-actor';
import { Missing } from '../http/errors';
import { EDITION_SHAPE } from './draft-model';

export interface Edition {
  code: string;
  /** `to_come`: published, and in force from a day that has not come. */
  status: 'to_come' | 'in_force' | 'superseded';
  /** ISO date. */
  in_force_from: string;
}

export interface Category {
  edition: string;
  code: string;
  parent: string | null;
  parent_name: string | null;
  name: string;
  definition: string;
  includes: string;
  excludes: string;
  examples: string[];
}

/** A category that was found by words, with those words between FOUND_FROM and FOUND_TO. */
export interface FoundCategory extends Category {
  marked: { name: string; definition: string; includes: string; examples: string[] };
}

export type Change = 'same' | 'renamed' | 'moved' | 'merged_into' | 'split_into' | 'retired';

export interface CrosswalkStep {
  from_edition: string;
  to_edition: string;
  from: { code: string; name: string };
  change: Change;
  to: { code: string; name: string }[];
  /** Why nothing took its place, where that was said. */
  reason?: string;
}

/** What stands round a found word in `marked`: characters that no text of the typology holds. */
export const FOUND_FROM = '\u0002';
export const FOUND_TO = '\u0003';

const MOST_WORDS = 12;

const CATEGORY = `c.edition, c.code, c.parent, p.name as parent_name, c.name, c.definition, c.includes, c.excludes, c.examples`;
const WITH_PARENT = `typology.category c left join typology.category p on p.edition = c.edition and p.code = c.parent`;
const PUBLISHED = `c.edition in (select e.code from typology.edition e where e.status <> 'draft')`;

/** Editions that are, were or will be in force, the newest first. A draft is not shown to anyone here. */
export async function editions(tx: Tx): Promise<Edition[]> {
  const answer = await tx.raw<{ rows: Edition[] }>(
    `select code, status, in_force_from::text from typology.edition where status <> 'draft'
      order by in_force_from desc`,
  );
  return answer.rows;
}

/**
 * The code of the edition in force: one is, at any time (METHOD section 6).
 * @throws Missing when the typology has not been loaded
 */
export async function editionInForce(tx: Tx): Promise<string> {
  const row = await tx('typology.edition')
    .where({ status: 'in_force' })
    .first<{ code: string } | undefined>('code');
  if (!row) throw new Missing();
  return row.code;
}

/** All categories of a published edition, in the order of the edition; none when there is no such edition. */
export async function categoriesOf(tx: Tx, edition: string): Promise<Category[]> {
  // What stands in an address may be anything.
  if (!EDITION_SHAPE.test(edition)) return [];
  const answer = await tx.raw<{ rows: Category[] }>(
    `select ${CATEGORY} from ${WITH_PARENT} where c.edition = ? and ${PUBLISHED} order by c.position`,
    [edition],
  );
  return answer.rows;
}

/** All categories of all published editions, by edition and then in its order. */
export async function allCategories(tx: Tx): Promise<Category[]> {
  const answer = await tx.raw<{ rows: Category[] }>(
    `select ${CATEGORY} from ${WITH_PARENT} where ${PUBLISHED} order by c.edition, c.position`,
  );
  return answer.rows;
}

/**
 * Categories that have every word of `q`, or a word that begins with it, in their name, definition, what they
 * include or their examples; the best match first. A code, or the beginning of one, finds its category too.
 * @param q as typed; words beyond the twelfth are not looked for
 * @returns none when `q` has no word to look for
 */
export async function searchCategories(tx: Tx, edition: string, q: string): Promise<FoundCategory[]> {
  const words = q.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return [];
  const wanted = words
    .slice(0, MOST_WORDS)
    .map((word) => `${word}:*`)
    .join(' & ');
  const mark = (text: string): string => `ts_headline('english', ${text}, wanted.q, wanted.how)`;
  const answer = await tx.raw<{ rows: FoundCategory[] }>(
    `with wanted as (select to_tsquery('english', ?) as q, upper(?) as code,
                            'HighlightAll=true, StartSel=${FOUND_FROM}, StopSel=${FOUND_TO}' as how)
     select ${CATEGORY},
            jsonb_build_object('name', ${mark('c.name')}, 'definition', ${mark('c.definition')}, 'includes', ${mark('c.includes')},
              'examples', (select coalesce(jsonb_agg(${mark('e.text')} order by e.n), '[]')
                             from jsonb_array_elements_text(c.examples) with ordinality as e(text, n))) as marked
       from wanted, ${WITH_PARENT}
      where c.edition = ? and ${PUBLISHED} and (c.search @@ wanted.q or starts_with(upper(c.code), wanted.code))
      order by starts_with(upper(c.code), wanted.code) desc, ts_rank(c.search, wanted.q) desc, c.position`,
    [wanted, words.join('.'), edition],
  );
  return answer.rows;
}

/** Every step between two published editions, in the order of the older one, with the names of both sides. */
export async function crosswalkSteps(tx: Tx): Promise<CrosswalkStep[]> {
  const answer = await tx.raw<{ rows: CrosswalkStep[] }>(
    `select s.from_edition, s.to_edition, s.change, s.reason, jsonb_build_object('code', c.code, 'name', c.name) as "from",
            (select coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name) order by t.position), '[]')
               from typology.category t where t.edition = s.to_edition and t.code = any (s.to_codes)) as "to"
       from typology.crosswalk_step s
       join typology.category c on c.edition = s.from_edition and c.code = s.from_code
      where ${PUBLISHED} and s.to_edition in (select e.code from typology.edition e where e.status <> 'draft')
      order by s.from_edition, s.to_edition, c.position`,
  );
  return answer.rows;
}
