import { termOf } from '../findings/frame-pages';
import type { WholeFinding } from '../findings/finding-queries';
import type { SectionSlug } from '../findings/sufficiency';
import { evidenceHref, goneWords, hiddenWords } from '../evidence/evidence-labels';
import type { Withdrawn } from '../evidence/pointer-pages';
import { longDate } from '../http/dates';
import { commentField } from './approvals-forms';
import { partsIn, takesComments } from './approvals-policy';
import { thaw, type FrozenContent, type FrozenPointer } from './canonical';
import { wordChanges, type Passage } from './changes';
import { ChangeIds, markParts, type MarkedItem, type MarkedPart } from './reading-changes';
import { commentFormOf, decisionOf, type CommentForm, type Decision, type Reader } from './reading-decision';
import {
  changeNotes,
  changesSince,
  commentsOn,
  decisionNotes,
  type MarginNote,
  type Section,
} from './reading-notes';
import { PART_HEADINGS, polarityWords, readingParts } from './reading-parts';
import { captionOf, standingOf, versionLine, type Standing } from './reading-standing';
import { findingPath, type Version } from './step';
import { stepWords } from './transitions';

/** What the reading page shows. */
export interface ReadingPage {
  caption: string;
  /** The part of the page that is its heading. */
  head: { title: Passage[]; under: Passage[]; notes: MarginNote[]; comment: CommentForm | null };
  standing: Standing | null;
  /** Evidence that this version rests on and that was withdrawn since. */
  withdrawnHeading: string;
  withdrawn: Withdrawn[];
  earlier: { text: string; href: string } | null;
  changes: { text: string; links: { text: string; href: string }[] } | null;
  /** To the same page with its changes marked, where it reads clean. */
  showChanges: { text: string; href: string } | null;
  parts: (Omit<MarkedPart, 'items' | 'list'> & {
    items: ItemShown[];
    list: ItemShown[];
    notes: MarginNote[];
    comment: CommentForm | null;
  })[];
  version: { id: string; sha256: string };
  /** Where the form of the whole page goes; each of its buttons says where it goes itself. Null with no button. */
  form: string | null;
  /** `already` when its boxes hold words that were sent and not kept. */
  unkept: 'already' | '';
  decision: Decision | null;
  /** What was typed into a form that is not on the page any more. */
  unsent: string;
  history: { text: string; quote: string }[];
  versions: { text: string; href: string; sha256: string; current: boolean }[];
}

/** An item with its evidence as links that open at the place. */
export interface ItemShown extends Omit<MarkedItem, 'rests'> {
  rests: { words: Passage[]; quote: Passage[]; hidden: string; href: string; gone: string }[];
}

/**
 * The version whose words were last before this reader when they read or decided: the latest before the one shown,
 * so that loading the page again loses no mark. Null for a first reading.
 */
export function lastSeenVersion(whole: WholeFinding, accountId: string, shown: Version): Version | null {
  const decided = whole.steps
    .filter(({ by_account: by }) => by === accountId)
    .map(({ version_id: id }) => id);
  return (
    whole.versions
      .filter(({ number }) => number < shown.number)
      .findLast(({ id, number }) => whole.versions_read.includes(number) || decided.includes(id)) ?? null
  );
}

/** The finding as one page of prose, for this reader. */
export function readingModel(whole: WholeFinding, shown: Version, reader: Reader): ReadingPage {
  const path = findingPath(whole.review_id, whole.id);
  const mine = partsIn(reader.actor, whole);
  const latest = whole.versions.at(-1)?.id === shown.id;
  const before = latest ? lastSeenVersion(whole, reader.actor.accountId, shown) : null;
  // Marks are for deciding: what was decided reads clean, unless they are asked for.
  const seen = shown.state === 'submitted' || reader.changes ? before : null;
  const { title, under, parts, sections } = markedWords(whole, shown, seen);
  const commentForm = (part: SectionSlug): CommentForm | null =>
    latest && takesComments(whole.state) ? commentFormOf(part, path, reader) : null;
  const notes = (part: SectionSlug): MarginNote[] => [
    ...commentsOn(whole, part, shown, reader.actor),
    ...changeNotes(sections, part),
  ];
  const decision = latest ? decisionOf(whole, mine, path, reader) : null;
  return {
    caption: captionOf(whole, shown, latest, mine),
    head: {
      title,
      under,
      notes: [...decisionNotes(whole, shown, reader.actor), ...notes('statement')],
      comment: commentForm('statement'),
    },
    withdrawnHeading: `Evidence that this ${termOf(whole).one} rests on was withdrawn`,
    withdrawn: parts.flatMap(({ part, heading, items, list }) =>
      [...items, ...list].flatMap(({ rests }) =>
        rests.flatMap((rest) => withdrawnOf(whole, part, heading, rest)),
      ),
    ),
    standing: latest ? standingOf(whole, shown, mine) : null,
    earlier: latest ? null : { text: 'Read the latest version', href: path },
    changes: seen && changesSince(seen, sections),
    showChanges:
      before && !seen
        ? { text: `Show what changed since version ${before.number}`, href: `${path}?changes=1` }
        : null,
    parts: parts.map((part) => ({
      ...part,
      items: part.items.map((item) => itemShown(whole, item)),
      list: part.list.map((item) => itemShown(whole, item)),
      notes: notes(part.part),
      comment: commentForm(part.part),
    })),
    version: { id: shown.id, sha256: shown.sha256 },
    decision,
    unsent: unsentWords(reader, decision, commentForm('statement') !== null),
    unkept: Object.entries(reader.typed).some(([name, words]) => /^comment/.test(name) && words.trim() !== '')
      ? 'already'
      : '',
    form: decision?.choices[0]?.action ?? (latest && takesComments(whole.state) ? `${path}/comments` : null),
    history: whole.steps.map(({ action, by_name: by, at, comment: quote }) => ({
      text: stepWords(action, by, longDate(at)),
      quote,
    })),
    versions: whole.versions.map((version) => ({
      text: versionLine(version),
      href: version.id === whole.versions.at(-1)?.id ? path : `${path}?version=${version.number}`,
      sha256: version.sha256,
      current: version.id === shown.id,
    })),
  };
}

function itemShown(whole: WholeFinding, item: MarkedItem): ItemShown {
  const rests = item.rests.map(({ pointer, words, quote }) => ({
    words,
    quote,
    href: evidenceHref(whole.review_id, { ...pointer, target: pointer.evidence }),
    hidden: hiddenOf(whole, pointer),
    gone: goneOf(whole, pointer),
  }));
  return { ...item, rests };
}

function withdrawnOf(
  whole: WholeFinding,
  part: SectionSlug,
  heading: string,
  { pointer, words }: MarkedItem['rests'][number],
): Withdrawn[] {
  const [why, removed] = [goneOf(whole, pointer), words.every(({ change }) => change === 'removed')];
  return why && !removed ? [{ name: `“${heading}”`, href: `#${part}`, label: pointer.label, why }] : [];
}

function goneOf({ evidence, head: { words } }: WholeFinding, pointer: FrozenPointer): string {
  const head = evidence[pointer.evidence];
  return head ? goneWords(head, words) : '';
}

function hiddenOf({ evidence }: WholeFinding, pointer: FrozenPointer): string {
  const head = evidence[pointer.evidence];
  return head ? hiddenWords(head) : '';
}

/** A version's content as it may be shown: without the words of conversations that have no consent any more. */
function shownContent(whole: WholeFinding, { content }: Version): FrozenContent {
  const frozen = thaw(content);
  const pointers = frozen.pointers.map((pointer) =>
    hiddenOf(whole, pointer)
      ? { ...pointer, quote: '', place: pointer.place.replace(/^(\w[\w ]* \d+): .*$/s, '$1') }
      : pointer,
  );
  return { ...frozen, pointers };
}

function markedWords(whole: WholeFinding, shown: Version, seen: Version | null) {
  const now = shownContent(whole, shown);
  const before = shownContent(whole, seen ?? shown);
  const ids = new ChangeIds();
  const { result: head, changes } = ids.during(() => ({
    title: ids.mark(wordChanges(before.statement, now.statement)),
    under: ids.mark(wordChanges(polarityWords(before), polarityWords(now))),
  }));
  const parts = markParts(
    readingParts(before, whole.category_names, whole.headings, whole.answers),
    readingParts(now, whole.category_names, whole.headings, whole.answers),
    ids,
  );
  const statement: Section = { part: 'statement', heading: PART_HEADINGS.statement, changes };
  return { ...head, parts, sections: [statement, ...parts] };
}

/** What was typed into a form that someone else's decision has taken off the page: nothing typed is lost. */
function unsentWords({ typed }: Reader, decision: Decision | null, comments: boolean): string {
  const decided = decision?.choices.some(({ comment }) => comment) ? '' : (typed.comment ?? '');
  const parts = Object.keys(PART_HEADINGS) as SectionSlug[];
  const commented = comments ? [] : parts.map((part) => typed[commentField(part)] ?? '');
  return [decided, ...commented].filter((words) => words.trim() !== '').join('\n\n');
}
