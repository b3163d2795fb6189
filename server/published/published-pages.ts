import { answerWords } from '../coding/answer-words';
import { count, longDate } from '../http/dates';
import { EXTENTS, JOURNEY_STAGES, POLARITIES } from '../findings/finding-content';
import type { Problem } from '../http/route';
import { errorsByField } from '../http/forms';
import { exportForm, type ExportForm } from '../national/export-pages';
import { shown } from '../national/question';
import { categoryHref } from '../typology/typology-pages';
import { KINDS } from './published-file';
import {
  PAGE_SIZE,
  type CodedFinding,
  type ListFilter,
  type PublishedList,
  type ReviewFacts,
  type TagOfFinding,
} from './published-queries';

/** views/published/list */
export interface ListPage {
  intro: string;
  /** The next finding to code, for those who code. */
  begin: { text: string; href: string } | null;
  canImport: boolean;
  empty: boolean;
  filter: object;
  rows: { name: string; href: string; detail: string; coded: string }[];
  nothingLeft: boolean;
  pagination: object | null;
  /** What the filter leaves, as a file. */
  exported: ExportForm | null;
}

/** views/published/review */
export interface PublishedReviewPage {
  name: string;
  caption: string;
  facts: { key: { text: string }; value: object }[];
  findings: FindingEntry[];
  canCode: boolean;
}
export interface FindingEntry {
  id: string;
  text: string;
  stated: string;
  codedAs: string;
  tags: TagEntry[];
  codingHref: string;
  codingText: string;
}
export interface TagEntry {
  id: string;
  name: string;
  href: string;
  /** “Suggested name: …”, when the pattern does not fit. */
  suggested: string;
  /** What the national editors answered to it; empty when nothing. */
  answer: string;
  rationale: string;
  extract: string;
  by: string;
}

export const codingHref = (findingId: string): string => `/published/findings/${findingId}/coding`;

/** What a published review is called where its title is a label or missing. */
export function reviewName({ title, external_id }: Pick<ReviewFacts, 'title' | 'external_id'>): string {
  return title ?? `Review ${external_id}`;
}

const placeAndYear = (review: {
  publishing_body: string | null;
  region: string | null;
  year_published: number | null;
}): string =>
  [review.publishing_body ?? review.region, review.year_published]
    .filter((part) => part !== null)
    .join(', ') || 'Place and year not stated';

/** What is wrong with a filter: a region or a year that no published review has. */
export function filterProblems(
  list: Pick<PublishedList, 'all' | 'regions' | 'years'>,
  filter: ListFilter,
): Problem[] {
  // Where there are no reviews the page says so, and asks for no filter.
  if (list.all.reviews === 0) return [];
  const isKnown = (value: string, among: readonly (string | number)[]): boolean =>
    value === '' || value === NOT_STATED.value || among.some((one) => String(one) === value);
  return [
    ...(isKnown(filter.region, list.regions)
      ? []
      : [
          {
            field: 'region',
            message: `There is no region ${shown(filter.region)}. Choose one of those in the list`,
          },
        ]),
    ...(isKnown(filter.year, list.years)
      ? []
      : [
          {
            field: 'year',
            message: `There is no year ${shown(filter.year)}. Choose one of those in the list`,
          },
        ]),
  ];
}

const NOT_STATED = { value: 'not stated', text: 'Not stated' };

/**
 * The list of published reviews, as its filter leaves it.
 * @param problems of the filter: then nothing is listed
 */
export function listPage(
  list: PublishedList,
  filter: ListFilter,
  mayCode: boolean,
  problems: readonly Problem[] = [],
): ListPage {
  const errors = errorsByField(problems);
  const { reviews, findings, coded } = list.all;
  const filtered = Boolean(filter.q || filter.region || filter.year || filter.coded);
  const any = { value: '', text: 'All' };
  return {
    intro: `${coded.toLocaleString('en-GB')} of ${count(findings, 'finding')} in ${count(reviews, 'review')} coded in edition ${list.edition}.`,
    begin:
      mayCode && list.first_uncoded
        ? { text: 'Code the next finding', href: codingHref(list.first_uncoded) }
        : null,
    canImport: mayCode,
    empty: reviews === 0,
    filter: {
      action: '/published',
      fields: [
        { id: 'q', name: 'q', value: filter.q, label: 'Words in the review or its findings' },
        {
          id: 'coded',
          name: 'coded',
          value: filter.coded,
          label: 'Coding',
          items: [any, { value: 'no', text: 'Findings to code' }, { value: 'yes', text: 'All coded' }],
        },
        {
          id: 'region',
          name: 'region',
          value: filter.region,
          label: 'Region',
          items: [any, ...list.regions.map((region) => ({ value: region, text: region })), NOT_STATED],
          errorMessage: errors.region,
        },
        {
          id: 'year',
          name: 'year',
          value: filter.year,
          label: 'Year',
          items: [
            any,
            ...list.years.map((year) => ({ value: String(year), text: String(year) })),
            NOT_STATED,
          ],
          errorMessage: errors.year,
        },
      ],
      clearHref: filtered ? '/published' : undefined,
      count: problems.length > 0 ? undefined : count(list.total, 'review'),
    },
    rows: list.reviews.map((review) => ({
      name: reviewName(review),
      href: `/published/${review.id}`,
      detail: placeAndYear(review),
      coded:
        review.findings === 0
          ? 'no findings'
          : `${review.coded} of ${count(review.findings, 'finding')} coded`,
    })),
    nothingLeft: list.total === 0 && reviews > 0 && problems.length === 0,
    pagination: paginationOf(list.total, filter),
    exported: exportForm(exportedOf(list, filter), {
      of: 'published',
      q: filter.q,
      region: filter.region,
      year: filter.year,
      coded: filter.coded,
      edition: list.edition,
    }),
  };
}

/** What the file of a list has: of the reviews with findings to code those findings, of others all. */
function exportedOf(
  { total, total_findings: findings, total_coded: coded }: PublishedList,
  filter: ListFilter,
): { findings: number; reviews: number; words?: string } {
  if (filter.coded !== 'no') return { findings, reviews: total };
  const left = findings - coded;
  const words = `the ${count(left, 'finding')} to code of ${count(total, 'review')}`;
  return { findings: left, reviews: total, words };
}

function paginationOf(total: number, filter: ListFilter): object | null {
  const last = Math.ceil(total / PAGE_SIZE);
  if (last <= 1) return null;
  const href = (page: number): string => {
    const given = { q: filter.q, coded: filter.coded, region: filter.region, year: filter.year };
    const kept = Object.entries(given).filter(([, value]) => value !== '');
    return `/published?${new URLSearchParams([...kept, ['page', String(page)]]).toString()}`;
  };
  const near = (page: number): boolean => page === 1 || page === last || Math.abs(page - filter.page) <= 1;
  const numbers = Array.from({ length: last }, (_, n) => n + 1).filter(near);
  return {
    landmarkLabel: 'Pages of reviews',
    previous: filter.page > 1 ? { href: href(filter.page - 1) } : undefined,
    next: filter.page < last ? { href: href(filter.page + 1) } : undefined,
    items: numbers.flatMap((number, n) => [
      ...(n > 0 && number - (numbers[n - 1] ?? 0) > 1 ? [{ ellipsis: true }] : []),
      { number, href: href(number), current: number === filter.page },
    ]),
  };
}

/** A published review: what its source states, its findings, and how they are coded. */
export function publishedReviewPage(
  review: ReviewFacts,
  findings: readonly CodedFinding[],
  mayCode: boolean,
): PublishedReviewPage {
  return {
    name: reviewName(review),
    caption: placeAndYear(review),
    facts: factsOf(review),
    findings: findings.map((finding) => ({
      id: finding.id,
      text: finding.text,
      stated: statedOf(finding),
      codedAs: facetWords(finding),
      tags: finding.tags.map(tagEntry),
      codingHref: codingHref(finding.id),
      codingText: finding.tags.length > 0 ? 'Change the coding' : 'Code this finding',
    })),
    canCode: mayCode,
  };
}

/** What the source states of a review, as rows of a summary list; what it does not state is left out. */
export function factsOf(review: ReviewFacts): PublishedReviewPage['facts'] {
  const kind = Object.entries(KINDS).find(([code]) => code === review.kind)?.[1];
  const rows: [string, string | null][] = [
    ['Published by', review.publishing_body],
    ['Region', review.region],
    ['Kind', kind ?? null],
    ['Method', review.method_stated],
    ['Outcome', review.outcome],
    ['Age of the child', review.age_band],
    ['Agencies', review.agencies.join('; ')],
    ['Circumstances', review.context_factors.join('; ')],
    ['Notes', review.notes],
  ];
  const facts: PublishedReviewPage['facts'] = rows
    .filter(([, value]) => value)
    .map(([key, value]) => ({ key: { text: key }, value: { text: value } }));
  if (review.source_address) {
    const link = { href: review.source_address, text: review.source_title ?? review.source_address };
    facts.push({
      key: { text: 'Source' },
      value: { content: { view: 'published/source', page: { link } } },
    });
  } else if (review.source_title) {
    facts.push({ key: { text: 'Source' }, value: { text: review.source_title } });
  }
  return facts;
}

export function statedOf({ stated_as, prevalence_stated }: CodedFinding): string {
  return [
    stated_as && `Stated as: ${stated_as}`,
    prevalence_stated && `How far, in the source’s words: ${prevalence_stated}`,
  ]
    .filter(Boolean)
    .join('. ');
}

function facetWords({ polarity, extent, journey_stage }: CodedFinding): string {
  const word = (words: Record<string, string>, code: string | null): string | undefined =>
    code === null ? undefined : words[code];
  return [word(POLARITIES, polarity), word(EXTENTS, extent), word(JOURNEY_STAGES, journey_stage)]
    .filter(Boolean)
    .join(' · ');
}

export function tagEntry(tag: TagOfFinding): TagEntry {
  return {
    id: tag.id,
    name: tag.name,
    href: categoryHref(tag.edition, tag.category),
    suggested: tag.suggested_name && `Suggested name: ${tag.suggested_name}`,
    answer: tag.answer ? `Answer: ${answerWords(tag.answer)}` : '',
    rationale: tag.rationale,
    extract: tag.extract,
    by: `${tag.coded_by}, ${longDate(tag.coded_at)}, edition ${tag.edition}`,
  };
}
