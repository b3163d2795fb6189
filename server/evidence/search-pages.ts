import { mayWriteIn } from '../findings/finding-policy';
import { SECTIONS } from '../findings/sections';
import { hrefOf, type SectionSlug } from '../findings/sufficiency';
import { count } from '../http/dates';
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
import type { SearchAnswer, SearchHit, SearchKind } from './search-queries';

/** What is looked through, in the order in which it is shown. */
export const SEARCH_KINDS: Record<SearchKind, string> = {
  conversation: 'Conversations',
  episode: 'Episodes',
  event: 'Events',
  document: 'Documents',
  finding: 'Findings',
  question: 'Questions of the review',
  agency: 'Agencies',
};
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
  return {
    ...asked,
    action: `/reviews/${file.id}/search`,
    kinds: [
      { value: '', text: 'Everywhere' },
      ...Object.entries(SEARCH_KINDS).map(([value, text]) => ({ value, text })),
    ],
    agencies: [
      { value: '', text: 'Every agency' },
      ...file.agencies.map(({ id, name }) => ({ value: id, text: name })),
    ],
    errors,
    found: looked && foundIn(file, looked),
    everything: lookedThrough(null, null),
    searched: `Looked through: ${lookedThrough(looked?.kind ?? null, looked?.agency ?? null)}.`,
    notSearched: notSearched(file.textless),
  };
}

function foundIn(file: CaseFile, { words, kind, agency, skip, answer }: Looked): SearchPage['found'] {
  const total = Object.values(answer.counts).reduce((sum, of) => sum + of, 0);
  const in_ = kind ? ` in ${SEARCH_KINDS[kind].toLowerCase()}` : '';
  const of = agency ? ` of ${file.agencies.find(({ id }) => id === agency)?.name ?? 'that agency'}` : '';
  return {
    summary: `${total === 0 ? 'Nothing' : count(total, 'place')} found${in_}${of} for “${words}”.`,
    nothing: total === 0,
    groups: (Object.keys(SEARCH_KINDS) as SearchKind[]).flatMap((of_) => {
      const hits = answer.hits.filter((hit) => hit.kind === of_);
      const all = answer.counts[of_] ?? 0;
      if (hits.length === 0) return [];
      return [
        {
          kind: of_,
          title: `${SEARCH_KINDS[of_]} (${all.toLocaleString('en-GB')})`,
          hits: hits.map((hit) => hitShown(file, hit, words)),
          more: moreOf(of_, kind !== null, skip, hits.length, all),
        },
      ];
    }),
  };
}

function moreOf(
  kind: SearchKind,
  alone: boolean,
  skip: number,
  shown: number,
  all: number,
): HitGroup['more'] {
  if (!alone) {
    const text = `All ${all.toLocaleString('en-GB')} in ${SEARCH_KINDS[kind].toLowerCase()}`;
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
    ...(head ? evidenceHit(file.id, hit, head) : otherHit(file, hit)),
    runs: excerpt(hit.fragment, words),
    gone: head ? goneWords(head) : '',
  };
}

function evidenceHit(reviewId: string, { kind, id, place: page, anchor }: SearchHit, head: EvidenceHead) {
  const at = { kind: head.kind, target: id, page, heading: anchor, quote: '' };
  const inEpisode = kind === 'episode' && anchor ? `#${anchor}` : '';
  return {
    title:
      head.kind === 'event' ? [whenOf(head), head.agency].filter(Boolean).join(', ') : evidenceLabel(head),
    place: hitPlace(head, page, anchor),
    href: `${evidenceHref(reviewId, at)}${inEpisode}`,
  };
}

function hitPlace(head: EvidenceHead, page: number | null, anchor: string): string {
  if (head.kind === 'document') return page === null ? 'title' : `page ${page}`;
  if (head.kind === 'conversation') {
    const heading = headingsOf(head).find((candidate) => candidate.anchor === anchor);
    return heading?.text ?? '';
  }
  if (anchor.startsWith('view-')) return 'View from the tunnel';
  if (anchor.startsWith('factor-')) return 'Contributory factor';
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

function lookedThrough(kind: SearchKind | null, agency: string | null): string {
  const all: [SearchKind, string][] = [
    ['conversation', 'conversations by every heading, with their turning points and factors'],
    ['episode', 'episodes, with their views from the tunnel and factors'],
    ['event', 'events of the chronology, with the child’s experience'],
    ['document', 'the titles and text of documents'],
    ['finding', 'every part of the findings'],
    ['question', 'the questions of the review'],
    ['agency', 'agencies'],
  ];
  const ofAgency: SearchKind[] = ['conversation', 'event', 'document', 'agency'];
  const looked = all.filter(([of]) => (!kind || of === kind) && (!agency || ofAgency.includes(of)));
  if (looked.length === 0) return 'nothing, for what you chose does not belong to an agency';
  return looked.map(([, words]) => words).join('; ');
}

function notSearched(textless: number): string {
  const scans =
    textless > 0
      ? `${count(textless, 'document')} of this review ${textless === 1 ? 'has' : 'have'} no text that can be searched, such as scans and photographs; `
      : 'Scans and photographs without text; ';
  return `Not searched: ${scans.charAt(0).toLowerCase()}${scans.slice(1)}documents that wait for their scan; conversations without consent.`;
}
