import { longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import { DOES_NOT_FIT, FACETS } from '../published/coding';
import { markedPassages } from '../published/coding-pages';
import type { Passage } from '../typology/typology-pages';
import type { CodedTag } from './sample-queries';
import type { FindingToCode, GivenSample, SecondCodingScreen } from './second-coding-queries';

export const secondHref = (sampleId: string, findingId?: string): string =>
  `/coding/second/${sampleId}${findingId ? `/${findingId}` : ''}`;

/** views/coding/given */
export interface GivenPage {
  notice: string | null;
  samples: { href: string; text: string; detail: string; since: string }[];
}

export function givenPage(samples: readonly GivenSample[], accredited: boolean): GivenPage {
  return {
    notice:
      accredited || samples.length === 0
        ? null
        : 'Your accreditation is not current: you can read what you coded, and code nothing more.',
    samples: samples.map(({ sample_id, number, edition, state, given, coded, since }) => ({
      href: secondHref(sample_id),
      text: `Sample ${number}, edition ${edition}`,
      detail: state === 'closed' ? `Closed. You coded ${coded} of ${given}.` : `${coded} of ${given} coded`,
      since: longDate(since),
    })),
  };
}

/** views/coding/given-sample */
export interface GivenSamplePage {
  title: string;
  progress: string;
  done: boolean;
  closed: boolean;
  next: string | null;
  findings: { href: string; place: string; text: string; coded: boolean }[];
}

export function givenSamplePage(screen: SecondCodingScreen): GivenSamplePage {
  const coded = screen.all.filter((one) => one.coded).length;
  const next = screen.all.find((one) => !one.coded);
  return {
    title: `Second coding, sample ${screen.number}`,
    progress: `${coded} of ${screen.all.length} coded`,
    done: !next,
    closed: screen.state === 'closed',
    next: next && screen.state === 'open' ? secondHref(screen.sample_id, next.finding_id) : null,
    findings: screen.all.map((one, n) => ({
      href: secondHref(screen.sample_id, one.finding_id),
      place: String(n + 1),
      text: shortened(one.begins),
      coded: one.coded,
    })),
  };
}

/** views/coding/second-coding */
export interface SecondCodingPage {
  action: string;
  title: string;
  caption: string;
  list: string;
  progress: { done: number; of: number; text: string };
  /** Why nothing more can be said; null while it can. */
  over: string | null;
  passages: Passage[];
  more: { heading: string; passages: Passage[] }[];
  stated: string;
  facts: { key: { text: string }; value: { text: string } }[];
  tags: { name: string; category: string; suggested: string; extract: string; rationale: string }[];
  none: boolean;
  removal: string;
  last: { words: string; removal: string; category: string } | null;
  previous: string | null;
  next: string | null;
  nextUncoded: string | null;
  version: string;
  form: { category: string; rationale: string; extract: string; suggested_name: string };
  facets: { name: string; label: string; value: string; items: { value: string; text: string }[] }[];
  categories: object[];
  errors: Record<string, { text: string }>;
}

/** One finding on a second coder's screen: its text on the left, the categories on the right. */
export function secondCodingPage(
  screen: SecondCodingScreen,
  finding: FindingToCode,
  typed: Typed | null,
  problems: readonly Problem[],
): SecondCodingPage {
  const at = screen.all.findIndex(({ finding_id }) => finding_id === finding.finding_id);
  const href = (one: { finding_id: string } | undefined): string | null =>
    one ? secondHref(screen.sample_id, one.finding_id) : null;
  const left = [...screen.all.slice(at + 1), ...screen.all.slice(0, at)].find((one) => !one.coded);
  const done = screen.all.filter(({ coded }) => coded).length;
  const tags = finding.tags ?? [];
  const extracts = tags.map(({ extract }) => extract);
  const filled = (name: string, stored: string): string => (typed ? typedText(typed, name) : stored);
  const keys = keysOf(screen.categories);
  return {
    action: secondHref(screen.sample_id, finding.finding_id),
    title: `Finding ${at + 1} of ${screen.all.length}`,
    caption: `Second coding · sample ${screen.number} · edition ${screen.edition}`,
    list: secondHref(screen.sample_id),
    progress: { done, of: screen.all.length, text: `${done} of ${screen.all.length} coded` },
    over: overOf(screen, finding),
    passages: markedPassages(finding.statement, extracts),
    more: [
      { heading: 'What is the issue?', text: finding.issue },
      { heading: 'Why does it matter?', text: finding.matters },
    ]
      .filter(({ text }) => text !== '')
      .map(({ heading, text }) => ({ heading, passages: markedPassages(text, extracts) })),
    stated: finding.stated_as === '' ? '' : `Stated as: ${finding.stated_as}`,
    facts: factsOf(finding.review),
    tags: tags.map((tag) => ({
      name: nameOf(screen, tag.category),
      category: tag.category,
      suggested: tag.suggested_name,
      extract: tag.extract,
      rationale: tag.rationale,
    })),
    none: finding.tags?.length === 0,
    removal: `${secondHref(screen.sample_id, finding.finding_id)}/removal`,
    last: lastOf(screen),
    previous: href(screen.all[at - 1]),
    next: href(screen.all[at + 1]),
    nextUncoded: href(left),
    version: String(finding.version),
    form: {
      category: filled('category', ''),
      rationale: filled('rationale', ''),
      extract: filled('extract', ''),
      suggested_name: filled('suggested_name', ''),
    },
    facets: FACETS.map(({ name, label, words }) => ({
      name,
      label,
      value: filled(name, finding[name] ?? ''),
      items: [
        { value: '', text: 'Not said' },
        ...Object.entries(words).map(([value, text]) => ({ value, text })),
      ],
    })),
    categories: screen.categories.map((category) => ({
      value: category.code,
      text: category.name,
      attributes: { 'data-category-key': keys.get(category.code) },
      label: { classes: labelClasses(category) },
      hint: {
        text: [
          category.definition,
          category.includes && `In: ${category.includes}.`,
          category.excludes && `Out: ${category.excludes}.`,
        ]
          .filter(Boolean)
          .join(' '),
      },
    })),
    errors: errorsByField(problems),
  };
}

function overOf({ state }: SecondCodingScreen, { may }: FindingToCode): string | null {
  if (state === 'closed') return 'This sample is closed. What you coded stands as it was.';
  return may
    ? null
    : 'You can no longer code this finding: your accreditation is not current, or you have come to know how it was coded.';
}

function labelClasses({ code, parent }: SecondCodingScreen['categories'][number]): string {
  if (parent !== null) return 'app-coding__leaf';
  return code === DOES_NOT_FIT ? '' : 'app-coding__part';
}

/**
 * Two keys for each category: that of its part, then its own within it; 0 is the part itself. Letters follow the
 * digits where there are more than nine.
 */
export function keysOf(categories: readonly { code: string; parent: string | null }[]): Map<string, string> {
  const signs = '123456789abcdefghijklmnopqrstuvwxyz';
  const parts = categories.filter(({ parent }) => parent === null);
  return new Map(
    parts.flatMap(({ code }, part) => [
      [code, `${signs[part] ?? ''}0`] as const,
      ...categories
        .filter(({ parent }) => parent === code)
        .map((leaf, n) => [leaf.code, `${signs[part] ?? ''}${signs[n] ?? ''}`] as const),
    ]),
  );
}

const nameOf = ({ categories }: SecondCodingScreen, code: string): string =>
  categories.find((one) => one.code === code)?.name ?? code;

function lastOf(screen: SecondCodingScreen): SecondCodingPage['last'] {
  const { last } = screen;
  if (!last) return null;
  const tag: CodedTag | undefined = last.tags.at(-1);
  const said = tag
    ? `coded “${shortened(last.begins)}” as ${nameOf(screen, tag.category)}`
    : `said that “${shortened(last.begins)}” states no pattern`;
  return {
    words: `You ${said}.`,
    removal: `${secondHref(screen.sample_id, last.finding_id)}/removal`,
    category: tag?.category ?? '',
  };
}

const SHORT = 80;
const shortened = (text: string): string =>
  text.length <= SHORT ? text : `${text.slice(0, SHORT).replace(/\s+\S*$/, '')} …`;

/** What is public of the review that a finding was published in, for its context. */
function factsOf(review: FindingToCode['review']): SecondCodingPage['facts'] {
  if (!review) return [];
  const { title, publishing_body, year_published, outcome, age_band, agencies, context_factors } = review;
  return [
    ['Review', title],
    ['Published by', publishing_body],
    ['Year', year_published === null ? null : String(year_published)],
    ['Outcome', outcome],
    ['Age of the child', age_band],
    ['Agencies', agencies.join(', ')],
    ['Context', context_factors.join('; ')],
  ].flatMap(([key, value]) => (key && value ? [{ key: { text: key }, value: { text: value } }] : []));
}
