import type { WholeFinding } from '../findings/finding-queries';
import { wordsOf } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import { clipped, evidenceHref, type EvidenceHead } from './evidence-labels';
import { addHref } from './pointer-pages';
import { labelAt, targetQuery, type Target } from './pointer-targets';
import { placesIn, type PointingContent } from './pointing-parts';

export interface ChoosePlacePage {
  title: string;
  /** What is to be used; null when that is chosen next. */
  evidence: { text: string; href: string } | null;
  findings: {
    heading: string | null;
    places: { name: string; text: string; href: string }[];
  }[];
  /** Begins a finding, where there is none to write in. */
  begin: { action: string; text: string; why: string } | null;
}

/** Which part of the finding is to rest on it. */
export function choosePlacePage(
  whole: WholeFinding,
  target: Target | null,
  head: EvidenceHead | null,
): ChoosePlacePage {
  return {
    title: 'Which part rests on it?',
    evidence: evidenceShown(whole.review_id, target, head, whole.head.words),
    findings: [{ heading: null, places: placesShown(whole, whole.content, target) }],
    begin: null,
  };
}

export type WritableFinding = PointingContent & {
  id: string;
  review_id: string;
  number: number;
  statement: string;
};

/** Which finding, and which part of it, is to rest on a piece of evidence. */
export function usePage(
  { id: reviewId, words }: Pick<CaseFile, 'id' | 'words'>,
  findings: WritableFinding[],
  target: Target,
  head: EvidenceHead,
): ChoosePlacePage {
  const { finding: term } = wordsOf(words);
  return {
    title: `Use this in ${term.a}`,
    evidence: evidenceShown(reviewId, target, head, words),
    findings: findings.map((finding) => ({
      heading: `${term.One} ${finding.number}${finding.statement ? `: ${clipped(finding.statement, 120)}` : ''}`,
      places: placesShown(finding, finding, target),
    })),
    begin:
      findings.length === 0
        ? {
            action: `/reviews/${reviewId}/findings`,
            text: `Add ${term.a}`,
            why: `This review has no ${term.one} that can be written in now. Begin one and come back to this, or wait until one comes back from the chair.`,
          }
        : null,
  };
}

function evidenceShown(reviewId: string, target: Target | null, head: EvidenceHead | null, words: unknown) {
  if (!target || !head) return null;
  return { text: labelAt(head, target, words), href: evidenceHref(reviewId, { ...target, quote: '' }) };
}

function placesShown(
  finding: { id: string; review_id: string },
  content: PointingContent,
  target: Target | null,
) {
  return placesIn(content).map((place) => ({
    name: place.name,
    text: clipped(place.text, 140) || 'Nothing written yet',
    href: addHref(finding, place, target ? targetQuery(target) : {}),
  }));
}
