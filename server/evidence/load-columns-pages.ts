import type { CaseFile } from './case-file-queries';
import { ROLES } from './load-headings';
import { agencyName } from './load-mapping';
import type { LoadRow } from './load-rows';
import { shownCell } from './load-rows-pages';

type Typed = Record<string, string | string[]>;
type Errors = Record<string, { text: string }>;

interface Choice {
  name: string;
  label: string;
  hint: string;
  value: string;
  items: { value: string; text: string }[];
  error: { text: string } | undefined;
}

/** views/evidence/load-columns */
export interface ColumnsForm {
  action: string;
  open: boolean;
  columns: Choice[];
  agency: Choice & { other: string };
  values: Choice[];
  keep: { name: string; ticked: boolean } | null;
  /** Why a way of reading cannot be kept; empty where it can. */
  notKept: string;
  version: number;
}

const EXAMPLES = 3;
const LONG = 60;

/** The form that says what each column holds, with what stands in it. */
export function columnsForm(
  file: CaseFile,
  { headings, mapping, found, version }: LoadRow,
  sample: readonly (readonly string[])[],
  { action, errors, typed, open }: { action: string; errors: Errors; typed: Typed | null; open: boolean },
): ColumnsForm {
  const chosen = (name: string, stored: string): string =>
    typed && name in typed ? String([typed[name]].flat()[0] ?? '') : stored;
  const roles = [
    { value: '', text: 'Leave this column out' },
    ...Object.entries(ROLES).map(([value, text]) => ({ value, text })),
  ];
  const agencies = file.agencies.map(({ name }) => ({ value: name, text: name }));
  const known = file.agencies.some(({ name }) => name === mapping.agency);
  return {
    action,
    open,
    columns: headings.map((heading, column) => ({
      name: `column-${column}`,
      label: heading.length > 100 ? `${heading.slice(0, 100)}…` : heading,
      hint: examplesOf(sample, column),
      value: chosen(`column-${column}`, mapping.columns[column] ?? ''),
      items: roles,
      error: errors[`column-${column}`],
    })),
    agency: {
      name: 'agency',
      label: 'Whose account is this?',
      hint: 'For every row in which no column names the agency.',
      value: chosen('agency', known ? mapping.agency : ''),
      items: [
        {
          value: '',
          text: mapping.columns.includes('agency') ? 'The column of agencies says so' : 'Choose an agency',
        },
        ...agencies,
      ],
      error: errors.agency,
      other: chosen('new_agency', known ? '' : mapping.agency),
    },
    values: mapping.values.map(({ value, rows, name }, i) => {
      const added = agencyName(value);
      const there = agencies.some((agency) => agency.value === added);
      return {
        name: `value-${i}`,
        label: `“${added}”`,
        hint: rows === 1 ? '1 row' : `${rows.toLocaleString('en-GB')} rows`,
        value: chosen(`value-${i}`, name),
        items: [...(there ? [] : [{ value: added, text: `Add “${added}” as an agency` }]), ...agencies],
        error: undefined,
      };
    }),
    notKept: mapping.columns.includes('agency')
      ? 'A way of reading is kept for one agency. This sheet names the agency in each row, so its way of reading is not kept: say it again for the next such sheet.'
      : '',
    keep: mapping.columns.includes('agency')
      ? null
      : {
          name: mapping.agency || 'this agency',
          ticked: typed ? typed.keep === 'yes' : found.keep === true,
        },
    version,
  };
}

function examplesOf(sample: readonly (readonly string[])[], column: number): string {
  const filled = [...new Set(sample.map((cells) => cells[column] ?? '').filter(Boolean))].slice(0, EXAMPLES);
  if (filled.length === 0) return 'Empty in the first rows';
  return `Such as ${filled.map((cell) => shownCell(cell.replace(/\s+/g, ' '), LONG)).join('; ')}`;
}
