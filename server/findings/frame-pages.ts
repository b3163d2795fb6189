import { clockTime, isoDay, longDate } from '../http/dates';
import { page, type PageReply } from '../http/route';
import type { Content } from '../http/views';
import { wordsOf, type Term } from '../reviews/method-words';
import { identityOf, type FindingState } from '../reviews/review-head';
import { mayWrite } from './finding-policy';
import type { WholeFinding } from './finding-queries';
import { promptFor, type Prompt } from './prompts';
import { sectionOf, type Section } from './sections';
import {
  FEATURES,
  sufficiencyOf,
  type FeatureSlug,
  type FeatureState,
  type SectionSlug,
  type Sufficiency,
} from './sufficiency';

const STATE_WORDS: Record<FindingState, string> = {
  draft: 'draft',
  submitted: 'with the chair',
  returned: 'returned for changes',
  approved: 'approved',
};
export const MARKS = { not_started: 'empty', in_progress: 'half', sufficient: 'full' } as const;

export interface Lead {
  /** True where the statement is the page's own heading; a part has its own. */
  heading: boolean;
  caption: string;
  text: string;
  steps: { text: string; href: string; state: (typeof MARKS)[FeatureState]; current: boolean }[];
}

export interface Comment {
  by: string;
  text: string;
}

export interface Aside {
  comments: Comment[];
  prompt: Prompt | undefined;
  /** Further parts, such as the text that an extract is taken from. */
  parts: Content[];
}

export const addressOf = ({ review_id, id }: Pick<WholeFinding, 'review_id' | 'id'>): string =>
  `/reviews/${review_id}/findings/${id}`;

/** What the review's method calls a finding. */
export const termOf = ({ head }: Pick<WholeFinding, 'head'>): Term => wordsOf(head.words).finding;

export const captionOf = (whole: WholeFinding): string =>
  `${termOf(whole).One} ${whole.number}, ${STATE_WORDS[whole.state]}`;

/** What stands above every page of a finding: its number and state, its statement, the four features. */
export function leadOf(whole: WholeFinding, judged: Sufficiency, current?: SectionSlug): Lead {
  return {
    heading: current === undefined,
    caption: captionOf(whole),
    text: whole.content.statement || 'Not yet put into one sentence',
    steps: FEATURES.map((slug) => stepOf(whole, judged, slug, current)),
  };
}

function stepOf(whole: WholeFinding, judged: Sufficiency, slug: FeatureSlug, current?: SectionSlug) {
  return {
    text: sectionOf(slug).name,
    href: `${addressOf(whole)}/${slug}`,
    state: MARKS[judged.features[slug].state],
    current: slug === current,
  };
}

/** What helps beside a section: what the chair said about it, what to ask oneself, a good answer and a weak one. */
export function asideOf(whole: WholeFinding, section: Section, parts: Content[] = []): Aside {
  return { comments: commentsOn(whole, section), prompt: promptFor(section.prompt), parts };
}

/** The chair's words with which the finding came back, if that is where it stands. */
export function returnedWith(whole: WholeFinding): (Comment & { said: string }) | null {
  const last = whole.steps.findLast(({ action }) => action === 'return' || action === 'reopen');
  if (!last || !['draft', 'returned'].includes(whole.state)) return null;
  const what = last.action === 'return' ? 'Returned for changes' : 'Reopened';
  return {
    said: `${what} on ${longDate(last.at)}`,
    by: `${last.by_name}, ${longDate(last.at)}`,
    text: last.comment,
  };
}

/** Comments on a section since the finding was last sent. */
export function commentsOn(whole: WholeFinding, section: Section): Comment[] {
  const latest = whole.versions.at(-1)?.id;
  const names: string[] = [section.slug, section.prompt, ...(section.part ? [section.part] : [])];
  return whole.comments
    .filter(({ part, version_id }) => names.includes(part) && (version_id === null || version_id === latest))
    .map(({ by_name, at, text }) => ({ by: `${by_name}, ${longDate(at)}`, text }));
}

/** Said in place of “Saved at” beside words that were typed and refused. */
export function notSaved(whole: WholeFinding): string {
  return mayWrite(whole) ? 'Not saved yet' : 'Not saved. Copy your words.';
}

/** `Saved at 16:56`, with the day when it was not today. */
export function savedAt(whole: WholeFinding, now: Date): string {
  const at = new Date(whole.saved_at);
  return isoDay(at) === isoDay(now)
    ? `Saved at ${clockTime(at)}`
    : `Saved on ${longDate(at)} at ${clockTime(at)}`;
}

/** A page of a finding inside its frame: the review above it, its statement and features, and what helps beside it. */
export function framed(
  whole: WholeFinding,
  now: Date,
  view: string,
  title: string,
  model: object,
  { current, aside }: { current?: SectionSlug; aside?: Content } = {},
): PageReply {
  return page(view, `${title} – ${termOf(whole).one} ${whole.number}`, model, {
    section: 'work',
    layout: {
      identity: identityOf(whole.head, isoDay(now)),
      backLink: { text: `All parts of ${termOf(whole).one} ${whole.number}`, href: addressOf(whole) },
      lead: { view: 'findings/lead', page: leadOf(whole, sufficiencyOf(whole.content), current) },
      aside,
      asideLabel: 'What helps here',
      width: 'two-thirds',
    },
  });
}

/** The finding's own first page in that frame: from it one goes back to the review. */
export function framedOverview(whole: WholeFinding, now: Date, model: object): PageReply {
  const reply = framed(whole, now, 'findings/overview', '', model);
  const backLink = {
    text: `${whole.head.child_label}: the whole review`,
    href: `/reviews/${whole.review_id}`,
  };
  return { ...reply, title: `${termOf(whole).One} ${whole.number}`, layout: { ...reply.layout, backLink } };
}

/** Text with its lines as they were typed. */
export const asWritten = (text: string): { content: Content } => ({
  content: { view: 'findings/written', page: { text } },
});
