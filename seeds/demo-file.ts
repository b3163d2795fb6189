import type {
  EvidenceKind,
  FactorHeading,
  FactorLevel,
  FindingContent,
  JourneyStage,
  Reference,
  ReferenceKind,
  Spread,
} from '../server/findings/finding-content';
import type { ReasonKind } from '../server/reviews/clock';
import type { AgeBand, Outcome, ReviewKind } from '../server/reviews/review-words';
import type { DemoBoard } from './cast';

/** seeds/data/demo-reviews.json: invented reviews, written as a story with days. */
export interface DemoFile {
  reviews: DemoReview[];
}

export interface DemoReview {
  board: DemoBoard;
  reference: string;
  kind: ReviewKind;
  method: string;
  guidance: string;
  child_label: string;
  age_band: AgeBand;
  outcome: Outcome;
  incident_on: string;
  decided_on: string;
  opened_on: string;
  period_from: string;
  period_to: string;
  /** The day in the story that stands for the day on which the demo is loaded. */
  told_on: string;
  complete_on?: string;
  questions: string[];
  leads: string[];
  team: string[];
  independence: { by: string; text: string }[];
  clock_changes: { milestone: string; new_date: string; reason_kind: ReasonKind; reason: string }[];
  findings: DemoFinding[];
}

/** A finding's first version; `changed_after_return` lies over it from the last return or reopening on. */
export interface DemoFinding extends DemoContent {
  written_by: string;
  events: DemoEvent[];
  changed_after_return?: Partial<DemoContent>;
}

export interface DemoEvent {
  action: 'submit' | 'return' | 'approve' | 'reopen';
  by: string;
  on: string;
  comment?: string;
  part?: string;
  also?: { part: string; comment: string }[];
}

export interface DemoContent {
  statement: string;
  polarity: FindingContent['polarity'];
  issue: string;
  manifestation: string;
  rationales: {
    role: string;
    knew: string;
    aimed: string;
    pressed: string;
    options: string;
    sense: string;
    source_kind: 'conversation' | 'document' | null;
    source: string;
  }[];
  extent: FindingContent['extent'];
  extent_reason: string;
  prevalence: string;
  spread: Spread | null;
  extent_evidence: { kind: EvidenceKind; reach: Spread; outside_case: boolean; shows: string }[];
  factors: {
    heading: FactorHeading;
    level: FactorLevel;
    text: string;
    evidence: string;
    weight: 'strong' | 'moderate' | 'slight';
  }[];
  references: {
    citation: string;
    kind: ReferenceKind;
    bearing: NonNullable<Reference['bearing']>;
    adds: string;
  }[];
  literature_search: { where: string; terms: string; on: string; found: string } | null;
  matters: string;
  questions: string[];
  tags: { category: string; rationale: string; extract: string; suggested_name?: string }[];
  stage: JourneyStage | null;
}
