/** The parts of a finding that a person writes, each a page, in the order of METHOD section 3. */
export type SectionSlug =
  | 'statement'
  | 'issue'
  | 'manifestation'
  | 'why'
  | 'extent'
  | 'context'
  | 'research'
  | 'matters'
  | 'questions'
  | 'tags'
  | 'stage';

/** One thing that a finding still needs, in words, and where it belongs. */
export interface Missing {
  message: string;
  section: SectionSlug;
  /** The row of a list that lacks it; `new` when a row has to be added; null for a field of the section. */
  row: string | null;
  /** The id of the field on that page; empty for the page itself. */
  field: string;
}

/** In the order in which a finding is written. */
export const ORDER: readonly SectionSlug[] = [
  'statement',
  'issue',
  'manifestation',
  'why',
  'extent',
  'context',
  'research',
  'matters',
  'questions',
  'tags',
  'stage',
];

/** Where a missing thing is put right. `finding` is the address of the finding. */
export function hrefOf(finding: string, { section, row, field }: Missing): string {
  const anchor = field ? `#${field}` : '';
  return row ? `${finding}/${section}/${row}${anchor}` : `${finding}/${section}${anchor}`;
}

/** Names what is missing and where it belongs. */
export const lack = (
  section: SectionSlug,
  message: string,
  field = '',
  row: string | null = null,
): Missing => ({
  message,
  section,
  row,
  field,
});

/** Whether nothing is written. */
export const blank = (text: string): boolean => text.trim() === '';
