import type { PointedKind } from '../findings/finding-content';
import type { WholeFinding } from '../findings/finding-queries';
import { isUuid } from '../http/ids';
import { EVIDENCE_KINDS_IN_ORDER, evidenceLabel, type EvidenceHead } from './evidence-labels';
import type { PlaceInEvidence } from './pointers';
import { placesIn } from './pointing-parts';

/** What an address says is to be pointed to. */
export interface Target extends PlaceInEvidence {
  kind: PointedKind;
  target: string;
}

/** The evidence that an address names by its kind, or null: `?document=ID&page=3`, `?conversation=ID&heading=part`. */
export function targetIn(query: Record<string, string>): Target | null {
  const kind = EVIDENCE_KINDS_IN_ORDER.find((candidate) => isUuid(query[candidate] ?? ''));
  if (!kind) return null;
  const page = /^[1-9]\d{0,5}$/.test(query.page ?? '') ? Number(query.page) : null;
  return { kind, target: String(query[kind]), page, heading: query.heading ?? '', quote: '' };
}

/** The same for an address. */
export function targetQuery({ kind, target, page, heading }: Target): Record<string, string> {
  return { [kind]: target, ...(page ? { page: String(page) } : {}), ...(heading ? { heading } : {}) };
}

/** The place of the finding that an address or a form names; undefined when it has no such place. */
export function placeOf(whole: WholeFinding, from: string, row: string | null) {
  return placesIn(whole.content).find((place) => place.part === from && place.row === (row || null));
}

/** What evidence is called, with the page of a document. */
export const labelAt = (head: EvidenceHead, { page }: { page: number | null }, words: unknown): string =>
  evidenceLabel(head, words) + (head.kind === 'document' && page ? `, page ${page}` : '');
