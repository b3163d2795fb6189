/** The field's words for coded values of a review, in the order in which they are offered. */
export const AGE_BANDS = {
  'under 1': 'Under 1',
  '1-5': '1 to 5',
  '6-10': '6 to 10',
  '11-15': '11 to 15',
  '16-17': '16 to 17',
} as const;
export const OUTCOMES = {
  death: 'The child died',
  'serious harm': 'Serious harm',
  'near miss': 'Near miss: harm was avoided or slight',
  other: 'Other',
} as const;

export type AgeBand = keyof typeof AGE_BANDS;
export type Outcome = keyof typeof OUTCOMES;
export type ReviewKind = 'scr' | 'near_miss';

/** Why a kind of review cannot have this outcome; null when it can (METHOD section 1). */
export function outcomeRefused(kind: ReviewKind, outcome: Outcome): string | null {
  return kind === 'near_miss' && outcome === 'death'
    ? 'In a near miss harm was avoided or slight. A child who died is the subject of a Serious Case Review'
    : null;
}

/** How a person calls the parts of a review that can be changed, by column. */
export const DETAIL_LABELS = {
  reference: 'Reference',
  method: 'Method',
  method_note: 'Which method',
  child_label: 'Label for the child',
  age_band: 'Age of the child',
  outcome: 'Outcome for the child',
  incident_on: 'Date of the incident',
  decided_on: 'Date of the decision to hold a review',
  period: 'Period under review',
} as const;
