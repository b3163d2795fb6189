import { longDate } from '../http/dates';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import { codeForm, NO_WORDS, shortened, type CodeForm } from '../published/code-form';
import { markedPassages } from '../published/coding-pages';
import type { Passage } from '../typology/typology-pages';
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
  undo: Undo | null;
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
    undo: undoOf(screen, ''),
    findings: screen.all.map((one, n) => ({
      href: secondHref(screen.sample_id, one.finding_id),
      place: String(n + 1),
      text: shortened(one.begins),
      coded: one.coded,
    })),
  };
}

/** views/coding/undo: what was just done, and the button that takes it back. */
export interface Undo {
  words: string;
  button: string;
  version: string;
  action: string;
}

/** views/coding/second-coding */
export interface SecondCodingPage extends CodeForm {
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
  undo: Undo | null;
  previous: string | null;
  next: string | null;
  nextUncoded: string | null;
  version: string;
}

/** One finding on a second coder's screen: its text on the left, the categories on the right. */
export function secondCodingPage(
  screen: SecondCodingScreen,
  finding: FindingToCode,
  typed: Typed | null,
  problems: readonly Problem[],
  just = '',
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
    undo: undoOf(screen, just),
    previous: href(screen.all[at - 1]),
    next: href(screen.all[at + 1]),
    nextUncoded: href(left),
    version: String(finding.version),
    ...codeForm({ ...finding, ...NO_WORDS, categories: screen.categories }, filled, problems, keys),
  };
}

function overOf({ state }: SecondCodingScreen, { may }: FindingToCode): string | null {
  if (state === 'closed') return 'This sample is closed. What you coded stands as it was.';
  return may
    ? null
    : 'You can no longer code this finding: your accreditation is not current, or you have come to know how it was coded.';
}

/**
 * Two keys for each category: that of its part, then its own within it; 0 is the part itself. Within a part letters follow
 * the digits. What comes after the ninth part, or the thirty-fifth category of one, has none.
 */
export function keysOf(categories: readonly { code: string; parent: string | null }[]): Map<string, string> {
  const signs = '123456789abcdefghijklmnopqrstuvwxyz';
  const parts = categories.filter(({ parent }) => parent === null).slice(0, 9);
  return new Map(
    parts.flatMap(({ code }, part) => [
      [code, `${part + 1}0`] as const,
      ...categories
        .filter(({ parent }) => parent === code)
        .slice(0, signs.length)
        .map((leaf, n) => [leaf.code, `${part + 1}${signs[n] ?? ''}`] as const),
    ]),
  );
}

const nameOf = ({ categories }: SecondCodingScreen, code: string): string =>
  categories.find((one) => one.code === code)?.name ?? code;

/**
 * The last change, with the way to undo it: that of the finding before, when one comes from there; else of this finding,
 * when it was just made.
 */
function undoOf(screen: SecondCodingScreen, done: string): Undo | null {
  if (screen.state === 'closed') return null;
  const { last, finding } = screen;
  if (last) {
    const tag = last.tags?.at(-1);
    const said = tag
      ? `coded “${shortened(last.begins)}” as ${nameOf(screen, tag.category)}`
      : `said that “${shortened(last.begins)}” states no pattern`;
    return undoTo(screen, last, `You ${said}.`, 'Undo');
  }
  const words = finding?.changed ? DONE[done] : undefined;
  return finding && words !== undefined
    ? undoTo(screen, finding, words, done === 'undone' ? 'Do it again' : 'Undo')
    : null;
}

/** What the address says was just done. */
const DONE: Partial<Record<string, string>> = {
  saved: 'Saved. Add another code, or go on.',
  removed: 'Taken back.',
  undone: 'Undone: it is as it was before.',
};

const undoTo = (
  { sample_id }: SecondCodingScreen,
  { finding_id, version }: { finding_id: string; version: number },
  words: string,
  button: string,
): Undo => ({
  words,
  button,
  version: String(version),
  action: `${secondHref(sample_id, finding_id)}/undoing`,
});

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
