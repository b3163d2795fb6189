import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { typedDate, typedText, type DateBoxes, type Typed } from '../http/typed';
import { longDate } from '../http/dates';
import type { Edition, Method, OpeningData } from './guidance-queries';
import { usualEdition } from './review';
import type { WholeReview } from './review-queries';
import { KINDS } from './review-head';
import { looksLikeName } from './labels';
import { AGE_BANDS, OUTCOMES } from './review-words';

interface Item {
  value: string;
  text: string;
  hint?: { text: string };
}
type Errors = Record<string, { text: string }>;

/** The boxes that opening a review and changing its details share. */
export interface DetailFields {
  reference: string;
  child_label: string;
  age_band: string;
  outcome: string;
  incident_on: DateBoxes;
  decided_on: DateBoxes;
  period_from: DateBoxes;
  period_to: DateBoxes;
  method: string;
  method_note: string;
  /** Asked when the label looks like a name. */
  isLabel: { values: string[] } | null;
  ageBands: Item[];
  outcomes: Item[];
  methods: Item[];
  errors: Errors;
}

export interface OpeningPage {
  /** Null when the coordinator has one Board, which is then not asked. */
  boards: Item[] | null;
  /** The name of that one. */
  boardName: string;
  board: string;
  kind: string;
  kinds: Item[];
  /** Asked with the kind that it belongs to. */
  guidance: { items: Item[]; value: string; error: { text: string } | undefined };
  complete: { values: DateBoxes; error: { text: string } | undefined };
  fields: DetailFields;
  questions: string;
  errors: Errors;
}

/** The form that opens a review, with what was typed before if it was refused. */
export function openingPage(
  boards: readonly { id: string; name: string }[],
  data: OpeningData,
  today: string,
  typed: Typed = {},
  problems: readonly Problem[] = [],
): OpeningPage {
  const errors = errorsByField(problems);
  const one = boards.length === 1 ? boards[0] : undefined;
  return {
    boards: one ? null : boards.map(({ id, name }) => ({ value: id, text: name })),
    boardName: one?.name ?? '',
    board: one?.id ?? typedText(typed, 'board'),
    kind: typedText(typed, 'kind'),
    kinds: [
      {
        value: 'scr',
        text: KINDS.scr,
        hint: { text: 'A child died or was seriously harmed, and abuse or neglect is known or suspected.' },
      },
      {
        value: 'near_miss',
        text: KINDS.near_miss,
        hint: { text: 'The same method, where harm was avoided or slight. It has no statutory dates.' },
      },
    ],
    guidance: {
      items: guidanceItems(data.editions, today),
      value: typedText(typed, 'guidance'),
      error: errors.guidance,
    },
    complete: { values: typedDate(typed, 'complete_on'), error: errors.complete_on },
    fields: detailFields(data.methods, typed, errors),
    questions: typedText(typed, 'questions'),
    errors,
  };
}

function guidanceItems(editions: readonly Edition[], today: string): Item[] {
  const usual = usualEdition(editions, 'scr', today);
  return [
    { value: '', text: usual ? `${usual.name} (in force today)` : 'The edition in force today' },
    ...editions
      .filter(({ applies_to, code }) => applies_to.includes('scr') && code !== usual?.code)
      .map(({ code, name }) => ({ value: code, text: name })),
  ];
}

function detailFields(methods: readonly Method[], typed: Typed, errors: Errors): DetailFields {
  const read = (name: string): string => typedText(typed, name);
  return {
    reference: read('reference'),
    child_label: read('child_label'),
    age_band: read('age_band'),
    outcome: read('outcome'),
    incident_on: typedDate(typed, 'incident_on'),
    decided_on: typedDate(typed, 'decided_on'),
    period_from: typedDate(typed, 'period_from'),
    period_to: typedDate(typed, 'period_to'),
    method: methods.find(({ name }) => name === read('method'))?.code ?? read('method'),
    method_note: read('method_note'),
    isLabel: looksLikeName(read('child_label')) ? { values: read('is_label') ? ['yes'] : [] } : null,
    ageBands: Object.entries(AGE_BANDS).map(([value, text]) => ({ value, text })),
    outcomes: Object.entries(OUTCOMES).map(([value, text]) => ({ value, text })),
    methods: methods.map(({ code, name, description }) => ({
      value: code,
      text: name,
      hint: {
        text: code === 'other' ? 'Any other that looks for the system behind what people did.' : description,
      },
    })),
    errors,
  };
}

export interface DetailsPage {
  action: string;
  version: string;
  fixed: object[];
  fields: DetailFields;
}

/** The form that changes the details of a review: filled from the row, or with what was typed. */
export function detailsPage(
  review: WholeReview,
  data: OpeningData,
  typed?: Typed,
  problems: readonly Problem[] = [],
): DetailsPage {
  const stored: Typed = {
    reference: review.reference,
    child_label: review.child_label,
    age_band: review.age_band,
    outcome: review.outcome,
    incident_on: review.incident_on,
    decided_on: review.decided_on ?? '',
    period_from: review.period_from,
    period_to: review.period_to,
    method: review.method,
    method_note: review.method_note,
    // Who saved it before has said so.
    is_label: looksLikeName(review.child_label) ? 'yes' : '',
    version: String(review.version),
  };
  return {
    action: `/reviews/${review.id}/details`,
    version: typedText(typed ?? stored, 'version') || String(review.version),
    fixed: fixedRows(review),
    fields: detailFields(data.methods, typed ?? stored, errorsByField(problems)),
  };
}

const row = (key: string, text: string) => ({ key: { text: key }, value: { text } });

/** What stays as it was when the review was opened. */
function fixedRows(review: WholeReview): object[] {
  return [
    row('Kind', KINDS[review.kind]),
    row('Guidance', review.guidance_name),
    row('Opened', longDate(review.opened_at)),
  ];
}

export interface DetailsSummaryPage {
  rows: object[];
}

/** The details for those who read and do not change them. */
export function detailsSummary(review: WholeReview): DetailsSummaryPage {
  return {
    rows: [
      ...fixedRows(review),
      row('Method', [review.method_name, review.method_note].filter(Boolean).join(': ')),
      row('Age of the child', AGE_BANDS[review.age_band]),
      row('Outcome', OUTCOMES[review.outcome]),
      row('Date of the incident', longDate(review.incident_on)),
      row('Decision to hold a review', review.decided_on ? longDate(review.decided_on) : 'No date recorded'),
      row('Period under review', `${longDate(review.period_from)} to ${longDate(review.period_to)}`),
    ],
  };
}

export interface QuestionsPage {
  action: string;
  version: string;
  questions: string;
  list: { text: string }[];
  can: { run: boolean };
  errors: Errors;
}

/** The questions, to read or to change. */
export function questionsPage(
  review: WholeReview,
  mayRun: boolean,
  typed?: Typed,
  problems: readonly Problem[] = [],
): QuestionsPage {
  return {
    action: `/reviews/${review.id}/questions`,
    version: (typed && typedText(typed, 'version')) || String(review.questions_version),
    questions: typed ? typedText(typed, 'questions') : review.questions.join('\n'),
    list: review.questions.map((text) => ({ text })),
    can: { run: mayRun },
    errors: errorsByField(problems),
  };
}
