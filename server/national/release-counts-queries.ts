/** Counts the raw tables of a release from the facts. */
import type { Tx } from '../database/with-actor';
import { valuesOf, type DisclosureSettings, type Value } from './aggregates';
import { countReviews, planCount } from './aggregates-queries';
import { DIMENSIONS, type Dimension } from './dimensions';
import { ALL } from './disclosure-control';
import type { CountedTable, RawCount, ReleaseCounts } from './release-counts';
import { isOfMain, tableName, tableTitle, type ReleaseSettings } from './release-settings';
import { countUndecided } from './release-undecided-queries';

/**
 * Counts distinct reviews for every table of a release, the map and what is undecided, all at one moment.
 * @param tx of the national role (repeatable read)
 * @returns null when the edition is not published
 */
export async function countRelease(
  tx: Tx,
  settings: ReleaseSettings,
  { threshold, today }: DisclosureSettings,
): Promise<ReleaseCounts | null> {
  const { edition, origin, before } = settings;
  const lists = await countReviews(tx, planCount({ edition, by: ['origin'], filters: {} }));
  if (lists.edition === null) return null;
  const values = valuesOf(lists);
  const within = withinOf(settings);
  const used = [...new Set(settings.tables.flat())];
  const choices = Object.fromEntries(
    used.map((name) => [name, name === 'year' ? yearsOf(values.year, before) : values[name]]),
  ) as Partial<Record<Dimension, Value[]>>;
  const tables: CountedTable[] = [];
  for (const by of settings.tables) {
    const counted = await countTable(tx, by, within);
    const main = isOfMain(settings, by);
    const codes = (name: Dimension): string[] =>
      (choices[name] ?? [])
        .filter(({ parent }) => !main || name !== 'category' || (parent ?? null) === null)
        .map(({ code }) => code);
    const rows = combinations(by.map((name) => [...codes(name), ALL]));
    tables.push({
      name: tableName(by),
      title: tableTitle(by),
      by: [...by],
      rows: rows.map((at) => ({
        ...(Object.fromEntries(by.map((name, k) => [name, at[k] ?? ALL])) as Partial<
          Record<Dimension, string>
        >),
        ...(counted.get(JSON.stringify(at)) ?? NONE),
      })),
    });
  }
  const categories = values.category
    .filter(({ parent }) => settings.categories !== 'main' || (parent ?? null) === null)
    .map(({ code }) => code);
  const pairs = settings.map ? await countPairs(tx, within) : null;
  const named = settings.map && !used.includes('category') ? [...used, 'category' as const] : used;
  return {
    edition,
    origin,
    dimensions: named.map((name) => ({
      name,
      additive: DIMENSIONS[name].level === 'review',
      values: (choices[name] ?? values[name]).map(({ code, text, parent }) => ({
        code,
        text,
        ...(name === 'category' ? { parent: parent ?? null } : {}),
      })),
    })),
    tables,
    map: pairs && {
      categories,
      rows: categories.flatMap((one, k) =>
        categories
          .slice(k + 1)
          .map((other) => ({ one, other, ...(pairs.get(JSON.stringify([one, other].sort())) ?? NONE) })),
      ),
    },
    undecided: await countUndecided(tx, settings, threshold, today),
  };
}

const NONE: RawCount = { reviews: 0, published: 0 };

/** A condition on facts, with its bindings. */
interface Within {
  where: string;
  bindings: string[];
}

// Published reviews without a year have no date; they are in every release.
function withinOf({ edition, origin, before }: ReleaseSettings): Within {
  return {
    where: `f.edition = ? and (f.dated is null or f.dated < ?)${origin === 'both' ? '' : ' and f.origin = ?'}`,
    bindings: [edition, before, ...(origin === 'both' ? [] : [origin])],
  };
}

/** Distinct reviews of every combination of a table that has any, by its labels as JSON. */
async function countTable(tx: Tx, by: readonly Dimension[], within: Within): Promise<Map<string, RawCount>> {
  const answer = await tx.raw<{ rows: ({ at: (string | null)[] } & RawCount)[] }>(
    `select jsonb_build_array(${by.map((name) => `f.${name}`).join(', ')}) as at,
            count(distinct f.review_id)::integer as reviews,
            (count(distinct f.review_id) filter (where f.origin = 'published'))::integer as published
       from national.fact f where ${within.where} group by cube (${by.map((name) => `f.${name}`).join(', ')})`,
    within.bindings,
  );
  return new Map(
    answer.rows.map(({ at, reviews, published }) => [
      JSON.stringify(at.map((label) => label ?? ALL)),
      { reviews, published },
    ]),
  );
}

/** Distinct reviews with both of two categories, by the two as JSON, in the order of their codes. */
async function countPairs(tx: Tx, within: Within): Promise<Map<string, RawCount>> {
  const answer = await tx.raw<{ rows: ({ one: string; other: string } & RawCount)[] }>(
    `with held as (select distinct f.review_id, f.origin, f.category from national.fact f where ${within.where})
     select a.category as one, b.category as other, count(*)::integer as reviews,
            (count(*) filter (where a.origin = 'published'))::integer as published
       from held a join held b on b.review_id = a.review_id and a.category collate "C" < b.category collate "C"
      group by 1, 2`,
    within.bindings,
  );
  return new Map(
    answer.rows.map(({ one, other, reviews, published }) => [
      JSON.stringify([one, other].sort()),
      { reviews, published },
    ]),
  );
}

/** Years that begin before the release's day. */
function yearsOf(years: readonly Value[], before: string): Value[] {
  return years.filter(({ code }) => !/^\d{4}$/.test(code) || `${code}-01-01` < before);
}

function combinations(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (all, list) => all.flatMap((start) => list.map((label) => [...start, label])),
    [[]],
  );
}
