import type { Tx } from '../database/with-actor';

/** A category that was split on the way to an edition, and how many reviews wait for a person to code them again. */
export interface UndecidedCount {
  from_edition: string;
  category: string;
  /** The categories that it became. */
  candidates: string[];
  /** Reviews with a finding that the edition asked for lacks by that. */
  reviews: number;
  /** Reviews that waited in the edition in which it was split, and still do. */
  waiting: number;
  /** Reviews that stand in the category in its own edition. */
  coded: number;
}

/** For `with recursive`: the `split`s on the way to the edition that is bound as :edition. */
export const SPLITS_ON_THE_WAY = `line as (
       select s.edition, s.follows from typology.succession s where s.edition = :edition
       union
       select s.edition, s.follows from line l join typology.succession s on s.edition = l.follows),
     split as (
       select w.from_edition, w.from_code, w.to_edition, w.to_codes, c.position
         from line l
         join typology.crosswalk_step w on w.from_edition = l.follows and w.to_edition = l.edition and w.change = 'split_into'
         join typology.category c on c.edition = w.from_edition and c.code = w.from_code)`;

/**
 * Every split on the way to an edition, those of earlier editions too, with none undecided as well.
 * @param tx of the national role
 */
export async function undecidedCounts(tx: Tx, edition: string): Promise<UndecidedCount[]> {
  const answer = await tx.raw<{ rows: UndecidedCount[] }>(
    `with recursive ${SPLITS_ON_THE_WAY}
     select w.from_edition, w.from_code as category, w.to_codes as candidates,
            (count(distinct u.review_id) filter (where :edition = any (u.missing_in)))::integer as reviews,
            count(distinct u.review_id)::integer as waiting,
            (select coalesce(sum(k.reviews), 0) from national.counter k
              where k.edition = w.from_edition and k.category = w.from_code)::integer as coded
       from split w
       left join national.undecided u
         on u.from_edition = w.from_edition and u.from_code = w.from_code and u.to_edition = w.to_edition
      group by w.from_edition, w.from_code, w.to_codes, w.position
      order by w.from_edition, w.position`,
    { edition },
  );
  return answer.rows;
}
