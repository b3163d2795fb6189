import type { ExtentEvidence, Factor, PointingPart, Rationale } from '../findings/finding-content';
import type { SectionSlug } from '../findings/sufficiency';

/** Where in a finding one may point to evidence from. */
export interface PointingPlace {
  part: PointingPart;
  row: string | null;
}

export const POINTING: Record<PointingPart, { section: SectionSlug; table: string | null; noun: string }> = {
  manifestation: { section: 'manifestation', table: null, noun: 'How it showed in this case' },
  rationales: { section: 'why', table: 'rationale', noun: 'Account' },
  extent_evidence: { section: 'extent', table: 'extent_evidence', noun: 'Evidence' },
  factors: { section: 'context', table: 'factor', noun: 'Factor' },
};
export const POINTING_PARTS = Object.keys(POINTING) as PointingPart[];

/** The part of a finding that a section holds, or undefined for those that rest on no evidence of the case. */
export function pointingPartOf(section: SectionSlug): PointingPart | undefined {
  return POINTING_PARTS.find((part) => POINTING[part].section === section);
}

/** As much of a finding as says where one may point from. */
export interface PointingContent {
  manifestation: string;
  rationales: Pick<Rationale, 'id' | 'role_label' | 'sense'>[];
  extent_evidence: Pick<ExtentEvidence, 'id' | 'shows'>[];
  factors: Pick<Factor, 'id' | 'text'>[];
}

/** Every place of a finding that may point to evidence, in the order in which it is written, and what it says. */
export function placesIn({
  manifestation,
  rationales,
  extent_evidence,
  factors,
}: PointingContent): (PointingPlace & { name: string; text: string })[] {
  const rows = (part: Exclude<PointingPart, 'manifestation'>, texts: { id: string; text: string }[]) =>
    texts.map(({ id, text }, index) => ({
      part,
      row: id,
      name: `${POINTING[part].noun} ${index + 1}`,
      text,
    }));
  return [
    { part: 'manifestation', row: null, name: POINTING.manifestation.noun, text: manifestation },
    ...rows(
      'rationales',
      rationales.map(({ id, role_label, sense }) => ({ id, text: role_label || sense })),
    ),
    ...rows(
      'extent_evidence',
      extent_evidence.map(({ id, shows }) => ({ id, text: shows })),
    ),
    ...rows(
      'factors',
      factors.map(({ id, text }) => ({ id, text })),
    ),
  ];
}

/** The page of a finding where that place is written. `finding` is the finding's address. */
export function placeHref(finding: string, { part, row }: PointingPlace): string {
  const section = `${finding}/${POINTING[part].section}`;
  return row ? `${section}/${row}` : section;
}

/** What an address says of the place, and the other way round. */
export function placeQuery({ part, row }: PointingPlace): Record<string, string> {
  return row ? { from: part, row } : { from: part };
}
