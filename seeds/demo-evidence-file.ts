import type { PointedKind, PointingPart } from '../server/findings/finding-content';

/** The shape of demo-evidence.json: a story by keys, in which dates stand as people write them. */
export interface DemoEvidence {
  reference: string;
  agencies: { key: string; name: string; kind: string }[];
  events: {
    key: string;
    when: string;
    agency: string;
    people: string[];
    description: string;
    child_experience: string;
    child_basis: string | null;
    stage: string;
    source: string;
  }[];
  documents: DemoDocument[];
  conversations: DemoConversation[];
  episodes: {
    key: string;
    title: string;
    first: string;
    last: string;
    events: string[];
    what_happened: string;
    appraisal: string;
    views: {
      role_label: string;
      conversation: string;
      knew: string;
      thought: string;
      aimed: string;
      pressed: string;
      options: string;
    }[];
    factors: { heading: string; level: string; text: string; weight: string }[];
  }[];
  /** By the place of the finding in the review. */
  pointers: Record<string, DemoPointer[]>;
}

export interface DemoDocument {
  key: string;
  file: string;
  agency: string;
  kind: string;
  dated: string;
  title: string;
  /** Paragraphs by page, for a PDF. */
  pages?: string[][];
  /** Lines of a text. */
  text?: string[];
  /** The agency whose events make the rows of a spreadsheet. */
  events_of?: string;
  drawing?: boolean;
}

export interface DemoConversation {
  key: string;
  about: 'practitioner' | 'family';
  role_label: string;
  agency: string | null;
  held_on: string;
  consent_on: string;
  consent_terms: string;
  purpose: string;
  part: string;
  turning_points: {
    key: string;
    moment: string;
    happened_on: string;
    thought: string;
    forefront: string;
    pressed: string;
    concerns: string;
    aim: string;
    options: string;
  }[];
  factors: { heading: string; text: string }[];
  went_well: string;
  other_accounts: string;
  would_change: string;
  check_back: 'agreed' | 'corrected' | null;
}

export interface DemoPointer {
  part: PointingPart;
  row: number | null;
  kind: PointedKind;
  of: string;
  /** The page of a document, or the key of a turning point. */
  place: string | number;
  quote: string;
}
