import type { Tx } from '../database/with-actor';

/** Reviews, and how many of them are published ones, which anyone can count. */
export interface Layered {
  all: number;
  published: number;
}

/** Of one category that was split, or of what does not fit. */
export interface WaitingCount {
  /** Reviews with a finding that the edition asked for lacks by that. */
  reviews: Layered;
  /** Reviews that waited in the edition in which it was split, and still do. */
  waiting: Layered;
  /** Reviews that stand in the category in its own edition. */
  coded: Layered;
}

/** A category that was split on the way to an edition, and how many reviews wait for a person to code them again. */
export interface UndecidedCount extends WaitingCount {
  from_edition: string;
  category: string;
  name: string;
  /** The categories that it became. */
  candidates: string[];
  /** The categories of the edition asked for that it may be in, with those above them. */
  lacking: string[];
}

/** For `with recursive`: the `split`s on the way to the edition that is bound as :edition. */
export const SPLITS_ON_THE_WAY = `line as (
       select s.edition, s.follows from typology.succession s where s.edition = :edition
       union
       select s.edition, s.follows from line l join typology.succession s on s.edition = l.follows),
     split as (
       select w.from_edition, w.from_code, w.to_edition, w.to_codes, c.position, c.name
         from line l
         join typology.crosswalk_step w on w.from_edition = l.follows and w.to_edition = l.edition and w.change = 'split_into'
         join typology.category c on c.edition = w.from_edition and c.code = w.from_code)`;

/** Distinct reviews of rows `u`, of all and of published ones. */
const layered = (where: string): string =>
  `jsonb_build_object('all', count(distinct u.review_id) filter (where ${where}),
     'published', count(distinct u.review_id) filter (where ${where} and u.origin = 'published'))`;
/** The same of counters: a review is in one of each category. */
const summed = (where: string): string =>
  `(select jsonb_build_object('all', coalesce(sum(k.reviews), 0),
             'published', coalesce(sum(k.reviews) filter (where k.origin = 'published'), 0))
      from national.counter k where ${where})`;

/**
 * Every split on the way to an edition, those of earlier editions too, with none undecided as well.
 * @param tx of the national role
 */
export async function undecidedCounts(tx: Tx, edition: string): Promise<UndecidedCount[]> {
  const answer = await tx.raw<{ rows: UndecidedCount[] }>(
    `with recursive ${SPLITS_ON_THE_WAY},
     grown as (
       select s.from_edition, s.from_code, s.to_edition as edition, c.code
         from split s cross join lateral unnest(s.to_codes) as c(code)
       union
       select g.from_edition, g.from_code, l.edition, c.code
         from grown g
         join line l on l.follows = g.edition
         join typology.crosswalk_step w on w.from_edition = l.follows and w.to_edition = l.edition and w.from_code = g.code
         cross join lateral unnest(w.to_codes) as c(code))
     select w.from_edition, w.from_code as category, w.name, w.to_codes as candidates,
            array(select distinct up.above from grown g
                    join typology.category_above up on up.edition = g.edition and up.code = g.code
                   where g.edition = :edition and g.from_edition = w.from_edition and g.from_code = w.from_code
                   order by up.above) as lacking,
            ${layered(`:edition = any (u.missing_in)`)} as reviews, ${layered('u.review_id is not null')} as waiting,
            ${summed('k.edition = w.from_edition and k.category = w.from_code')} as coded
       from split w
       left join national.undecided u
         on u.from_edition = w.from_edition and u.from_code = w.from_code and u.to_edition = w.to_edition
      group by w.from_edition, w.from_code, w.name, w.to_codes, w.position
      order by w.from_edition, w.position`,
    { edition },
  );
  return answer.rows;
}

/** Of one year, or of no year that is stated. */
export interface YearCount extends WaitingCount {
  year: string;
}

/** The same of one split, by year: every year in which the split category has reviews. */
export async function undecidedByYear(
  tx: Tx,
  edition: string,
  split: { from_edition: string; category: string },
): Promise<YearCount[]> {
  const answer = await tx.raw<{ rows: YearCount[] }>(
    `select y.year, ${summed('k.edition = :from and k.category = :category and k.year = y.year')} as coded,
            ${layered(`:edition = any (u.missing_in)`)} as reviews, ${layered('u.review_id is not null')} as waiting
       from (select k.year from national.counter k where k.edition = :from and k.category = :category
             union
             select u.year from national.undecided u where u.from_edition = :from and u.from_code = :category) y
       left join national.undecided u on u.from_edition = :from and u.from_code = :category and u.year = y.year
      group by y.year order by y.year`,
    { edition, from: split.from_edition, category: split.category },
  );
  return answer.rows;
}

/** Of what does not fit, in the edition in force: how many reviews have a finding that no editor has answered yet. */
export async function unfittedCount(tx: Tx): Promise<WaitingCount & { edition: string | null }> {
  const answer = await tx.raw<{ rows: (WaitingCount & { edition: string | null })[] }>(
    `with force as (select e.code from typology.edition e where e.status = 'in_force'),
     waiting as (select national.unfitted() as counts)
     select (select code from force) as edition, w.counts as reviews, w.counts as waiting,
            ${summed(`k.edition = (select code from force) and k.category = 'X'`)} as coded
       from waiting w`,
  );
  const [count] = answer.rows;
  if (!count) throw new Error('Nothing was counted');
  return count;
}
