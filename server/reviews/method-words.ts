import { FACTOR_HEADINGS, type FactorHeading } from '../findings/finding-content';

/** The field's own terms, which a method may call something else (METHOD section 1: a variety of methods). */
const TERMS = {
  finding: 'finding',
  key_practice_episode: 'key practice episode',
  case_group: 'case group',
  review_team: 'review team',
  lead_reviewer: 'lead reviewer',
  conversation: 'conversation',
  view_from_the_tunnel: 'view from the tunnel',
  contributory_factor: 'contributory factor',
  questions_for_the_board: 'questions for the Board',
  report: 'report',
} as const;
export type TermName = keyof typeof TERMS;

/** A term in the forms in which pages need it. */
export interface Term {
  one: string;
  many: string;
  /** As the first words of a sentence or a heading. */
  One: string;
  Many: string;
  /** With its article, and without one where the words take none: `an interview`, `circumstances at the time`. */
  a: string;
}

export type MethodWords = Record<TermName, Term>;

/**
 * What a method calls things, each with its plural and capitalised forms. What the method's row does not name, or
 * names with something other than words, keeps the field's own term. Where the plural cannot be told from the words,
 * the row gives it: `"finding": "lens", "finding_plural": "lenses"`.
 */
export function wordsOf(words: unknown): MethodWords {
  const given = (typeof words === 'object' && words !== null ? words : {}) as Record<string, unknown>;
  const wordFor = (name: string): string => {
    const value = given[name];
    return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
  };
  return Object.fromEntries(
    Object.entries(TERMS).map(([name, own]) => [
      name,
      termOf(wordFor(name) || own, wordFor(`${name}_plural`)),
    ]),
  ) as MethodWords;
}

function termOf(one: string, plural: string): Term {
  const many = plural || pluralOf(one);
  const article = many === one ? '' : /^[aeiou]/i.test(one) ? 'an ' : 'a ';
  return { one, many, One: capital(one), Many: capital(many), a: article + one };
}

// What is said of the thing comes after it: “view | at the time”, “influence | on practice”.
const AFTER = /^(.*?)((?: (?:at|for|from|in|of|on|that|to|which|with)\b.*)?)$/i;
const UNCOUNTED = /(?:learning|practice|evidence|thinking|[^s]s)$/i;

function pluralOf(one: string): string {
  const [, thing = one, said = ''] = AFTER.exec(one) ?? [];
  // Two things joined are counted each, “root causes and lessons”; of “care or service delivery problem” the last is.
  return thing.split(' and ').map(plural).join(' and ') + said;
}

function plural(noun: string): string {
  if (UNCOUNTED.test(noun)) return noun;
  if (/(?:ss|x|ch|sh)$/i.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/i.test(noun) ? noun.replace(/y$/i, 'ies') : `${noun}s`;
}

/**
 * The plural of a term where there is little room: without what is said after it, and an episode of whatever kind as
 * episodes. `Discussions`, `Episodes`, `Interviews`.
 */
export function shortMany({ many }: Term): string {
  const [, things = many] = AFTER.exec(many) ?? [];
  return capital(/\bepisodes$/i.test(things) ? 'episodes' : things);
}

/** One of them where there is little room, as `shortMany`: `Discussion`, `Episode`, `Interview`. */
export function shortOne({ one }: Term): string {
  const [, thing = one] = AFTER.exec(one) ?? [];
  return capital(/\bepisode$/i.test(thing) ? 'episode' : thing);
}

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/**
 * A text of the workbench's own in a method's words for findings and conversations. The text has neither at the
 * beginning of a sentence nor behind “a” or “an”: for that a page writes `Term.One` and `Term.a`.
 */
export function inWordsOf(
  { finding, conversation }: Pick<MethodWords, 'finding' | 'conversation'>,
  text: string,
): string {
  return text.replace(/\b(finding|conversation)(s?)\b/g, (_, name: string, s: string) => {
    const term = name === 'finding' ? finding : conversation;
    return s ? term.many : term.one;
  });
}

/** The stages that a method names, in order; none when its row holds something else. */
export function stagesOf(stages: unknown): string[] {
  return Array.isArray(stages) ? stages.filter((stage): stage is string => typeof stage === 'string') : [];
}

/**
 * The nine headings of contributory factors in the words of a method that has headings of its own. What is stored
 * stays one of the nine, so that factors can be set side by side whatever the method.
 * @param headings the method's row: `[{ "name": "team", "as": ["own_team", "inter_agency"] }, …]`, or nothing
 */
export function headingsOf(headings: unknown): Record<FactorHeading, string> {
  const own = (Array.isArray(headings) ? headings : []).flatMap((heading: unknown) => {
    const { name, as } = (typeof heading === 'object' && heading !== null ? heading : {}) as Record<
      string,
      unknown
    >;
    return typeof name === 'string' && Array.isArray(as) ? [{ name, as: as.map(String) }] : [];
  });
  return Object.fromEntries(
    Object.entries(FACTOR_HEADINGS).map(([heading, words]) => {
      const named = own.filter(({ as }) => as.includes(heading));
      if (named.length === 0) return [heading, words];
      const name = capital(named.map((one) => one.name).join(' / '));
      const shared = named.some(({ as }) => as.length > 1);
      return [heading, shared ? `${name}: ${words.charAt(0).toLowerCase()}${words.slice(1)}` : name];
    }),
  ) as Record<FactorHeading, string>;
}
