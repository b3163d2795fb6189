/** The edition that coding is done in, as the database knows it. */
export const IN_FORCE = `(select code from typology.edition where status = 'in_force')`;

/**
 * Whether a published finding `f` is coded in an edition: a tag of an older edition counts where the crosswalk or a
 * person's decision carries it into this one. So does a settlement that it states no pattern.
 * @param edition an SQL expression
 */
export const isCoded = (edition: string): string =>
  `(exists (select from national.published_tag t where t.finding_id = f.id and (t.edition = ${edition}
    or (t.edition, t.category) in (select k.from_edition, k.from_code from typology.carried k
                                    where k.to_edition = ${edition} and k.to_code is not null)))
  or f.id in (select d.finding_id from national.recoded d where d.to_edition = ${edition}
               union select d.finding_id from national.recoded d
                       join typology.carried k on k.from_edition = d.to_edition and k.from_code = any (d.to_codes)
                      where k.to_edition = ${edition} and k.to_code is not null
               union select national.settled_as_none(${edition})))`;

/**
 * The published reviews that a filter leaves, for `with`: `counted` is all of them, `fitting` those that the filter
 * shows. The list and the exports of what it shows both read it, so that they cannot differ.
 * The values :q, :region, :year and :coded are bound by who asks.
 * @param edition an SQL expression
 */
export const fittingReviews = (edition: string): string => `counted as (
       select r.id, r.external_id, r.title, r.publishing_body, r.region, r.year_published, r.context_factors, n.findings, n.coded, n.words
         from national.published_review r
         cross join lateral (select count(*)::integer as findings, (count(*) filter (where ${isCoded(edition)}))::integer as coded,
                                    string_agg(f.text, ' ') as words
                               from national.published_finding f where f.review_id = r.id) n),
     fitting as (
       select c.id, c.external_id, c.title, c.publishing_body, c.region, c.year_published, c.findings, c.coded from counted c
        where (:q = '' or position(lower(:q) in lower(concat_ws(' ', c.external_id, c.title, c.publishing_body, c.words, c.context_factors::text))) > 0)
          and (:region = '' or coalesce(c.region, 'not stated') = :region)
          and (:year = '' or coalesce(c.year_published::text, 'not stated') = :year)
          and (:coded = '' or (:coded = 'no' and c.coded < c.findings) or (:coded = 'yes' and c.coded = c.findings)))`;
