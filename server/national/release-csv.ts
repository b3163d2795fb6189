/** The tables and lists of a release as rows: what its CSV files, its Excel book and its data package are made of. Pure. */
import { stringify } from 'csv-stringify/sync';
import type { Category } from '../typology/typology-queries';
import { ALL } from './disclosure-control';
import { type Dimension } from './dimensions';
import { codebookRows } from './release-codebook';
import type { ReleaseFigures } from './release-figures';
import { columnHead, tableName } from './release-settings';
import {
  conditions,
  MISSING,
  REVIEWS,
  WEAK,
  weakOf,
  type Column,
  type Drafted,
  type Sheet,
} from './release-sheet';
import { LACKS, lackedBy, undecidedSheet } from './release-undecided-sheet';
import { spreadsheetCell } from './spreadsheet-text';

/** All tables and lists of a release, in the order of its page. */
export function sheetsOf(figures: ReleaseFigures, categories: readonly Category[]): Sheet[] {
  return [
    ...figures.tables.map((table) => tableSheet(figures, table)),
    ...mapSheet(figures),
    ...reliabilitySheet(figures),
    ...crosswalkSheet(figures),
    ...undecidedSheet(figures),
    codebookSheet(figures, categories),
  ].map((sheet) => ({
    ...sheet,
    csv: stringify([
      sheet.columns.map(({ name }) => name),
      ...sheet.rows.map((row) => row.map(spreadsheetCell)),
    ]),
  }));
}

function tableSheet(figures: ReleaseFigures, { by, title, rows }: ReleaseFigures['tables'][number]): Drafted {
  const { columns, cells } = conditions(figures);
  const texts = new Map(by.map((name) => [name, textsOf(figures, name)]));
  const isCoded = by.includes('category');
  const weak = weakOf(figures);
  const isLacking = figures.undecided.some(({ reviews }) => reviews !== 0);
  return {
    name: tableName(by),
    title,
    key: [...by],
    missing: MISSING,
    columns: [
      ...by.flatMap((name): Column[] => [
        {
          name,
          type: 'string',
          title: columnHead(name),
          description: `A code of the codebook; ${ALL} where it is summed.`,
          values: [...(texts.get(name)?.keys() ?? [])],
        },
        { name: `${name}_name`, type: 'string', title: `${columnHead(name)}, in words` },
      ]),
      REVIEWS,
      ...(isCoded ? [WEAK] : []),
      ...(isLacking ? [LACKS] : []),
      ...columns,
    ],
    rows: rows.map((row) => [
      ...by.flatMap((name) => {
        const code = row[name] ?? ALL;
        return [code, texts.get(name)?.get(code) ?? code];
      }),
      row.reviews,
      ...(isCoded ? [weak([row.category ?? ALL])] : []),
      ...(isLacking ? [lackedBy(figures, row.category ?? ALL, row.year ?? ALL)] : []),
      ...cells,
    ]),
  };
}

/** The words for each code of a dimension, and for its total. */
export function textsOf(figures: ReleaseFigures, name: Dimension): Map<string, string> {
  const values = figures.dimensions.find((one) => one.name === name)?.values ?? [];
  return new Map([...values.map(({ code, text }): [string, string] => [code, text]), [ALL, 'All']]);
}

function mapSheet(figures: ReleaseFigures): Drafted[] {
  if (!figures.map) return [];
  const { columns, cells } = conditions(figures);
  const texts = textsOf(figures, 'category');
  const weak = weakOf(figures);
  return [
    {
      name: 'occurring-together',
      title: 'Reviews with both of two categories',
      key: ['one', 'other'],
      missing: MISSING,
      columns: [
        { name: 'one', type: 'string', title: 'One category', values: figures.map.categories },
        { name: 'one_name', type: 'string', title: 'One category, in words' },
        { name: 'other', type: 'string', title: 'The other category', values: figures.map.categories },
        { name: 'other_name', type: 'string', title: 'The other category, in words' },
        REVIEWS,
        WEAK,
        ...columns,
      ],
      rows: figures.map.rows.map(({ one, other, reviews }) => [
        one,
        texts.get(one) ?? one,
        other,
        texts.get(other) ?? other,
        reviews,
        weak([one, other]),
        ...cells,
      ]),
    },
  ];
}

function reliabilitySheet(figures: ReleaseFigures): Drafted[] {
  if (figures.reliability.length === 0) return [];
  const older = figures.reliability.find(({ measured_in }) => measured_in !== undefined)?.measured_in;
  const texts = textsOf(figures, 'category');
  return [
    {
      name: 'reliability',
      title: `How reliable the coding of each category is${older === undefined ? '' : `, measured in edition ${older}`}`,
      key: ['category'],
      missing: [''],
      columns: [
        { name: 'category', type: 'string', title: 'Category', description: `${ALL}: the whole edition.` },
        { name: 'category_name', type: 'string', title: 'Category, in words' },
        { name: 'alpha', type: 'number', title: 'Krippendorff’s alpha, nominal' },
        { name: 'low', type: 'number', title: 'Lower end of the 95% bootstrap interval' },
        { name: 'high', type: 'number', title: 'Upper end of the 95% bootstrap interval' },
        { name: 'units', type: 'integer', title: 'Findings coded twice' },
        {
          name: 'weak',
          type: 'boolean',
          title: 'Marked',
          description: 'Alpha is below 0.667, or does not exist.',
        },
      ],
      rows: figures.reliability.map(({ category, alpha, low, high, units, weak }) => [
        category,
        texts.get(category) ?? category,
        alpha,
        low,
        high,
        units,
        String(weak),
      ]),
    },
  ];
}

function crosswalkSheet(figures: ReleaseFigures): Drafted[] {
  if (figures.crosswalk.length === 0) return [];
  return [
    {
      name: 'crosswalk',
      title: 'From older editions of the typology to newer ones',
      key: ['from_edition', 'to_edition', 'from'],
      missing: [''],
      columns: [
        { name: 'from_edition', type: 'string', title: 'Older edition' },
        { name: 'to_edition', type: 'string', title: 'Newer edition' },
        { name: 'from', type: 'string', title: 'Category of the older edition' },
        { name: 'change', type: 'string', title: 'What became of it' },
        {
          name: 'to',
          type: 'string',
          title: 'Categories of the newer edition',
          description: 'Codes, with spaces between.',
        },
      ],
      rows: figures.crosswalk.flatMap(({ from_edition, to_edition, steps }) =>
        steps.map(({ from, change, to }) => [from_edition, to_edition, from, change, to.join(' ')]),
      ),
    },
  ];
}

function codebookSheet(figures: ReleaseFigures, categories: readonly Category[]): Drafted {
  const text = (name: string, title: string): Column => ({ name, type: 'string', title });
  return {
    name: 'codebook',
    title: 'What each value means',
    key: ['dimension', 'code'],
    missing: [''],
    columns: [
      text('dimension', 'Dimension'),
      text('code', 'Code'),
      text('name', 'In words'),
      text('parent', 'The one above'),
      text('definition', 'Definition'),
      text('includes', 'What is in'),
      text('excludes', 'What is out'),
      text('examples', 'Examples'),
      WEAK,
    ],
    rows: codebookRows(figures, categories),
  };
}
