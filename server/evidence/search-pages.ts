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
import { SEARCH_KINDS, type SearchAnswer, type SearchHit, type SearchKind } from './search-queries';

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
  /** Buttons that show others of the kind. */
  more: { text: string; kind: SearchKind; skip: number }[];
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
  notSearched: string;
}

export interface Looked {
  words: string;
  kind: SearchKind | null;
  agency: string | null;
  skip: number;
  answer: SearchAnswer;
}

/** The search of a review, with what it found. */
export function searchPage(
  file: CaseFile & { textless: number },
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
    notSearched: notSearched(file.textless),
  };
}

function foundIn(file: CaseFile, { words, kind, agency, skip, answer }: Looked): SearchPage['found'] {
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
          more: moreOf(of_, kinds[of_], kind !== null, skip, hits.length, all),
        },
      ];
    }),
  };
}

function moreOf(
  kind: SearchKind,
  named: string,
  alone: boolean,
  skip: number,
  shown: number,
  all: number,
): HitGroup['more'] {
  if (!alone) {
    const text = `All ${all.toLocaleString('en-GB')} in ${within(named)}`;
    return all > shown ? [{ text, kind, skip: 0 }] : [];
  }
  const left = Math.min(MOST_ALONE, all - skip - shown);
  return [
    ...(skip > 0
      ? [{ text: `The ${MOST_ALONE} before these`, kind, skip: Math.max(0, skip - MOST_ALONE) }]
      : []),
    ...(left > 0 ? [{ text: `The next ${left}`, kind, skip: skip + MOST_ALONE }] : []),
  ];
}

/** One hit: what it is called, where in it, the words round it, and the address that opens there. */
export function hitShown(file: CaseFile, hit: SearchHit, words: string): HitShown {
  const { head } = hit;
  return {
    ...(head ? evidenceHit(file, hit, head) : otherHit(file, hit)),
    runs: excerpt(hit.fragment, words),
    gone: head ? goneWords(head) : '',
  };
}

function evidenceHit(file: CaseFile, { kind, id, place: page, anchor }: SearchHit, head: EvidenceHead) {
  const words = wordsOf(file.words);
  const at = { kind: head.kind, target: id, page, heading: anchor, quote: '' };
  const inEpisode = kind === 'episode' && anchor ? `#${anchor}` : '';
  return {
    title: hitTitle(head, words),
    place: hitPlace(head, words, page, anchor),
    href: `${evidenceHref(file.id, at)}${inEpisode}`,
  };
}

function hitTitle(head: EvidenceHead, { key_practice_episode: episode }: MethodWords): string {
  if (head.kind === 'event') return [whenOf(head), head.agency].filter(Boolean).join(', ');
  return head.kind === 'episode' ? `${episode.One} ${head.number}: ${head.title}` : evidenceLabel(head);
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
      title: `Finding ${place}`,
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

function notSearched(textless: number): string {
  const scans =
    textless > 0
      ? `${count(textless, 'document')} of this review ${textless === 1 ? 'has' : 'have'} no text that can be searched, such as scans and photographs; `
      : 'Scans and photographs without text; ';
  return `Not searched: ${scans.charAt(0).toLowerCase()}${scans.slice(1)}documents that wait for their scan; conversations without consent.`;
}
