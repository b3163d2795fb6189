import { mayWriteIn } from '../findings/finding-policy';
import { SECTIONS } from '../findings/sections';
import { hrefOf, type SectionSlug } from '../findings/sufficiency';
import { count } from '../http/dates';
import { wordsOf, type MethodWords } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import {
  evidenceHref,
  evidenceLabel,
  goneWords,
  headingsOf,
  whenOf,
  type EvidenceHead,
} from './evidence-labels';
import { excerpt, type Run } from './search-excerpt';
import {
  SEARCH_KINDS,
  type NotSearched,
  type SearchAnswer,
  type SearchHit,
  type SearchKind,
} from './search-queries';

/** What is looked through, in the order in which it is shown and in the words of the review's method. */
export const searchKinds = (words: MethodWords): Record<SearchKind, string> => ({
  conversation: words.conversation.Many,
  episode: words.key_practice_episode.Many,
  event: 'Events',
  document: 'Documents',
  finding: words.finding.Many,
  question: 'Questions of the review',
  agency: 'Agencies',
});
/** Within a sentence: “in learning points for the Board”. */
const within = (kinds: string): string => kinds.charAt(0).toLowerCase() + kinds.slice(1);
/** How many of each kind are shown together, and how many of one kind alone. */
export const MOST_TOGETHER = 10;
export const MOST_ALONE = 50;

export interface HitShown {
  title: string;
  place: string;
  href: string;
  runs: Run[];
  gone: string;
}
export interface HitGroup {
  kind: SearchKind;
  title: string;
  hits: HitShown[];
  /** Links that show others of the kind. */
  more: { text: string; href: string }[];
}
export interface SearchPage {
  action: string;
  words: string;
  kind: string;
  agency: string;
  kinds: { value: string; text: string }[];
  agencies: { value: string; text: string }[];
  errors: Record<string, { text: string }>;
  /** Null before anything was looked for. */
  found: { summary: string; groups: HitGroup[]; nothing: boolean } | null;
  everything: string;
  searched: string;
  /** Empty when everything was. */
  notSearched: string;
}

export interface Looked {
  /** Under which the words are kept. */
  asked: string;
  words: string;
  kind: SearchKind | null;
  agency: string | null;
  skip: number;
  answer: SearchAnswer;
}

export type SearchedFile = CaseFile & { not_searched: NotSearched };

/** The address of what was found: by the id under which the words are kept, never by the words. */
export function searchAddress(
  reviewId: string,
  asked: string,
  { kind, agency, skip }: { kind: SearchKind | null; agency: string | null; skip: number },
): string {
  const query = new URLSearchParams({ asked });
  if (kind) query.set('kind', kind);
  if (agency) query.set('agency', agency);
  if (skip > 0) query.set('skip', String(skip));
  return `/reviews/${reviewId}/search?${query.toString()}`;
}

/** The search of a review, with what it found. */
export function searchPage(
  file: SearchedFile,
  asked: { words: string; kind: string; agency: string },
  looked: Looked | null = null,
  errors: SearchPage['errors'] = {},
): SearchPage {
  const words = wordsOf(file.words);
  return {
    ...asked,
    action: `/reviews/${file.id}/search`,
    kinds: [
      { value: '', text: 'Everywhere' },
      ...Object.entries(searchKinds(words)).map(([value, text]) => ({ value, text })),
    ],
    agencies: [
      { value: '', text: 'Every agency' },
      ...file.agencies.map(({ id, name }) => ({ value: id, text: name })),
    ],
    errors,
    found: looked && foundIn(file, looked),
    everything: lookedThrough(words, null, null),
    searched: `Looked through: ${lookedThrough(words, looked?.kind ?? null, looked?.agency ?? null)}.`,
    notSearched: notSearched(file.not_searched, words),
  };
}

function foundIn(file: CaseFile, looked: Looked): SearchPage['found'] {
  const { words, kind, agency, answer } = looked;
  const kinds = searchKinds(wordsOf(file.words));
  const total = Object.values(answer.counts).reduce((sum, of) => sum + of, 0);
  const in_ = kind ? ` in ${within(kinds[kind])}` : '';
  const of = agency ? ` of ${file.agencies.find(({ id }) => id === agency)?.name ?? 'that agency'}` : '';
  return {
    summary: `${total === 0 ? 'Nothing' : count(total, 'place')} found${in_}${of} for “${words}”.`,
    nothing: total === 0,
    groups: SEARCH_KINDS.flatMap((of_) => {
      const hits = answer.hits.filter((hit) => hit.kind === of_);
      const all = answer.counts[of_] ?? 0;
      if (hits.length === 0) return [];
      return [
        {
          kind: of_,
          title: `${kinds[of_]} (${all.toLocaleString('en-GB')})`,
          hits: hits.map((hit) => hitShown(file, hit, words)),
          more: moreOf(file.id, looked, of_, kinds[of_], hits.length, all),
        },
      ];
    }),
  };
}

function moreOf(
  reviewId: string,
  { asked, agency, skip, ...looked }: Looked,
  kind: SearchKind,
  named: string,
  shown: number,
  all: number,
): HitGroup['more'] {
  const at = (from: number): string =>
    `${searchAddress(reviewId, asked, { kind, agency, skip: from })}#hits-${kind}`;
  if (!looked.kind) {
    const text = `All ${all.toLocaleString('en-GB')} in ${within(named)}`;
    return all > shown ? [{ text, href: at(0) }] : [];
  }
  const left = Math.min(MOST_ALONE, all - skip - shown);
  return [
    ...(skip > 0
      ? [{ text: `The ${MOST_ALONE} before these`, href: at(Math.max(0, skip - MOST_ALONE)) }]
      : []),
    ...(left > 0 ? [{ text: `The next ${left}`, href: at(skip + MOST_ALONE) }] : []),
  ];
}

/** One hit: what it is called, where in it, the words round it, and the address that opens there. */
export function hitShown(file: CaseFile, hit: SearchHit, words: string): HitShown {
  const { head } = hit;
  return {
    ...(head ? evidenceHit(file, hit, head) : otherHit(file, hit)),
    runs: excerpt(hit.fragment, words),
    gone: head ? goneWords(head, file.words) : '',
  };
}

function evidenceHit(file: CaseFile, { kind, id, place: page, anchor }: SearchHit, head: EvidenceHead) {
  const words = wordsOf(file.words);
  const at = { kind: head.kind, target: id, page, heading: anchor, quote: '' };
  const inEpisode = kind === 'episode' && anchor ? `#${anchor}` : '';
  return {
    title: hitTitle(head, file),
    place: hitPlace(head, words, page, anchor),
    href: `${evidenceHref(file.id, at)}${inEpisode}`,
  };
}

function hitTitle(head: EvidenceHead, file: CaseFile): string {
  const { key_practice_episode: episode } = wordsOf(file.words);
  if (head.kind === 'event') return [whenOf(head), head.agency].filter(Boolean).join(', ');
  return head.kind === 'episode'
    ? `${episode.One} ${head.number}: ${head.title}`
    : evidenceLabel(head, file.words);
}

function hitPlace(head: EvidenceHead, words: MethodWords, page: number | null, anchor: string): string {
  if (head.kind === 'document') return page === null ? 'title' : `page ${page}`;
  if (head.kind === 'conversation') {
    const heading = headingsOf(head).find((candidate) => candidate.anchor === anchor);
    return heading?.text ?? '';
  }
  if (anchor.startsWith('view-')) return words.view_from_the_tunnel.One;
  if (anchor.startsWith('factor-')) return words.contributory_factor.One;
  return { what_happened: 'What happened', appraisal: 'Appraisal of the practice' }[anchor] ?? '';
}

function otherHit(file: CaseFile, { kind, id, place, anchor, row }: SearchHit) {
  if (kind === 'finding') {
    const section = anchor as SectionSlug;
    const path = `/reviews/${file.id}/findings/${id}`;
    const state = file.head.findings.find((finding) => finding.id === id)?.state ?? 'approved';
    const writes = file.my_part !== null && mayWriteIn(state);
    const onPage = section === 'questions' ? null : row;
    return {
      title: `${wordsOf(file.words).finding.One} ${place}`,
      place: SECTIONS.find(({ slug }) => slug === section)?.name ?? '',
      href: writes ? hrefOf(path, { section, row: onPage, field: '', message: '' }) : `${path}#${section}`,
    };
  }
  if (kind === 'question')
    return { title: `Question ${place} of the review`, place: '', href: `/reviews/${file.id}` };
  return { title: 'Agency', place: '', href: `/reviews/${file.id}/agencies` };
}

function lookedThrough(words: MethodWords, kind: SearchKind | null, agency: string | null): string {
  const all: [SearchKind, string][] = [
    ['conversation', `${words.conversation.many} by every heading, with their turning points and factors`],
    [
      'episode',
      `${words.key_practice_episode.many}, with ${words.view_from_the_tunnel.many} and ${words.contributory_factor.many}`,
    ],
    ['event', 'events of the chronology, with the child’s experience'],
    ['document', 'the titles and text of documents'],
    ['finding', `every part of the ${words.finding.many}`],
    ['question', 'the questions of the review'],
    ['agency', 'agencies'],
  ];
  const ofAgency: SearchKind[] = ['conversation', 'event', 'document', 'agency'];
  const looked = all.filter(([of]) => (!kind || of === kind) && (!agency || ofAgency.includes(of)));
  if (looked.length === 0) return 'nothing, for what you chose does not belong to an agency';
  return looked.map(([, what]) => what).join('; ');
}

/** What there is in the review that no search looks through; empty when there is none. */
function notSearched(
  { textless, held, unsafe, unspoken }: NotSearched,
  { conversation }: MethodWords,
): string {
  const left = [
    textless > 0 && `${count(textless, 'document')} without text, such as a scan or a photograph`,
    held > 0 && `${count(held, 'document')} that ${held === 1 ? 'waits' : 'wait'} for the virus scan`,
    unsafe > 0 && `${count(unsafe, 'document')} that the virus scan found unsafe`,
    unspoken > 0 &&
      `${unspoken.toLocaleString('en-GB')} ${unspoken === 1 ? conversation.one : conversation.many} without consent`,
  ].filter(Boolean);
  return left.length === 0 ? '' : `Not searched: ${left.join('; ')}.`;
}
