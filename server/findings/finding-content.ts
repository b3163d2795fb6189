/** A finding by the anatomy of METHOD section 3, as it is written, judged for sufficiency, sent and frozen. */
export interface FindingContent {
  statement: string;
  polarity: 'less_safe' | 'safer' | null;
  issue: string;
  manifestation: string;
  rationales: Rationale[];
  extent: 'case_specific' | 'wider' | 'not_known' | null;
  extent_reason: string;
  prevalence: string;
  spread: Spread | null;
  extent_evidence: ExtentEvidence[];
  factors: Factor[];
  references: Reference[];
  /** The recorded search of the literature; all empty when there was none. */
  search: { where: string; terms: string; on: string | null; found: string };
  matters: string;
  questions: { id: string; text: string }[];
  tags: Tag[];
  stage: JourneyStage | null;
  /** The evidence that its parts rest on. */
  pointers: Pointer[];
}

export interface Rationale {
  id: string;
  role_label: string;
  knew: string;
  aimed: string;
  pressed: string;
  options: string;
  sense: string;
  source_kind: 'conversation' | 'document' | null;
  source: string;
}
export interface ExtentEvidence {
  id: string;
  kind: EvidenceKind | null;
  reach: Spread | null;
  outside_case: boolean;
  shows: string;
}
export interface Factor {
  id: string;
  heading: FactorHeading | null;
  level: FactorLevel | null;
  text: string;
  evidence: string;
  weight: 'strong' | 'moderate' | 'slight' | null;
}
export interface Reference {
  id: string;
  citation: string;
  kind: ReferenceKind | null;
  bearing: 'supports' | 'qualifies' | 'contradicts' | null;
  adds: string;
}
export interface Tag {
  id: string;
  edition: string;
  category: string;
  rationale: string;
  extract: string;
  suggested_name: string;
}
/** The parts that point to evidence: the manifestation as a whole, and each row of three lists. */
export type PointingPart = 'manifestation' | 'rationales' | 'extent_evidence' | 'factors';
export type PointedKind = 'episode' | 'event' | 'conversation' | 'document';
/** What a part of the finding rests on: one piece of evidence, and the place in it. */
export interface Pointer {
  id: string;
  from_part: PointingPart;
  /** The row of that list; null for the manifestation, which has none. */
  from_row: string | null;
  kind: PointedKind;
  /** The piece of evidence itself. */
  target: string;
  /** What it is called now, in words, and the place in it; the place is empty for the whole. */
  label: string;
  place: string;
  /** The page of a document; the heading of a conversation, by its anchor; the words themselves. */
  page: number | null;
  heading: string;
  quote: string;
  /** Whether it is no longer there to rest on: withdrawn, found unsafe, or without consent. It is not frozen. */
  withdrawn: boolean;
}

/** The field's words for coded values, in the order in which they are offered. */
export const POLARITIES = { less_safe: 'Makes practice less safe', safer: 'Makes practice safer' } as const;
export const EXTENTS = {
  case_specific: 'Specific to this case',
  wider: 'Wider than this case',
  not_known: 'Not yet known',
} as const;
export const SPREADS = {
  person: 'One person',
  team: 'A team',
  agency: 'An agency',
  local_multi_agency: 'Local multi-agency system',
  regional: 'Regional',
  national: 'National',
} as const;
export const EVIDENCE_KINDS = {
  audit: 'Audit of files',
  interview: 'Interviews or conversations',
  data: 'Routine data',
  other_review: 'Another review',
  inspection: 'Inspection',
  research: 'Local research',
  staff_survey: 'Survey of staff',
} as const;
export const FACTOR_HEADINGS = {
  family: 'Family',
  personal: 'Personal (staff)',
  role: 'Role',
  conditions: 'Conditions of work',
  own_team: 'Own team',
  inter_agency: 'Inter-agency team',
  culture_management: 'Organisational culture and management',
  political: 'Wider political context',
  other: 'Other',
} as const;
/** From the bottom of the system up (after Rasmussen's AcciMap; METHOD section 5). */
export const FACTOR_LEVELS = {
  child_family: 'Child and family',
  practitioner: 'Practitioner',
  team_workplace: 'Team and workplace',
  agency: 'Agency',
  local_system: 'Local multi-agency system',
  national: 'National policy and regulation',
} as const;
export const WEIGHTS = { strong: 'Strong', moderate: 'Moderate', slight: 'Slight' } as const;
export const REFERENCE_KINDS = {
  empirical_study: 'Empirical study',
  review_of_research: 'Review of research',
  inquiry_or_review: 'Inquiry or review',
  theory: 'Theory',
  official_statistics: 'Official statistics',
  guidance: 'Guidance',
} as const;
export const BEARINGS = { supports: 'Supports', qualifies: 'Qualifies', contradicts: 'Contradicts' } as const;
export const SOURCE_KINDS = { conversation: 'Conversation', document: 'Document' } as const;
export const JOURNEY_STAGES = {
  universal_services: 'Universal services',
  early_help: 'Early help',
  contact_referral: 'Contact and referral',
  strategy_investigation: 'Strategy and investigation',
  assessment: 'Assessment',
  child_in_need: 'Child in need',
  cp_conference_plan: 'Child protection conference and plan',
  court_care: 'Court and care',
  leaving_care: 'Leaving care',
} as const;

export type Spread = keyof typeof SPREADS;
export type EvidenceKind = keyof typeof EVIDENCE_KINDS;
export type FactorHeading = keyof typeof FACTOR_HEADINGS;
export type FactorLevel = keyof typeof FACTOR_LEVELS;
export type ReferenceKind = keyof typeof REFERENCE_KINDS;
export type JourneyStage = keyof typeof JOURNEY_STAGES;
