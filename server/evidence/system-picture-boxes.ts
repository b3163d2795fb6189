import { FACTOR_LEVELS, type FactorLevel } from '../findings/finding-content';
import {
  COLUMN,
  MOST_FOOT,
  numbersOf,
  COLUMNS,
  LINE,
  MOST_LINES,
  PAD,
  SMALL,
  TYPE,
  type Box,
  type Origin,
  type PlacedFactor,
  type SystemPicture,
} from './system-picture-drawing';
import { textWidth, wrapText } from './text-width';

/** A box before it has a place: its column, and its lines counted from its own top. */
export type Unplaced = Omit<Box, 'x' | 'y'> & { column: number };

/** Spread over the columns, each near to where its neighbours in the order are. */
const columnOf = (index: number, of: number): number =>
  of <= COLUMNS ? Math.floor(((index + 0.5) * COLUMNS) / of) : Math.floor((index * COLUMNS) / of);

export function originBoxes(
  picture: SystemPicture,
  origins: readonly Origin[],
  { kind, width }: { kind: 'finding' | 'episode'; width: number },
): Unplaced[] {
  const numbers = numbersOf(picture);
  return origins.map(({ key, label, text, joined = '', href }, index) => ({
    ...boxOf({ head: label, text, foot: joined }, width),
    key,
    kind,
    of: numbers.get(key) ?? 0,
    weight: null,
    column: columnOf(index, origins.length),
    says: [`${label}: ${text}`, joined].filter(Boolean).join('. '),
    href,
  }));
}

export function factorBoxes(
  factors: readonly PlacedFactor[],
  picture: SystemPicture,
  width: number,
): Unplaced[] {
  const numbers = numbersOf(picture);
  const origins = new Map([...picture.findings, ...picture.episodes].map(({ key, label }) => [key, label]));
  return factors.map(({ key, origin, level, heading, text, weight, href }, index) => {
    const from = origins.get(origin) ?? '';
    return {
      ...boxOf({ head: heading, text, foot: from }, width),
      key,
      kind: 'factor',
      of: numbers.get(origin) ?? 0,
      weight,
      column: columnOf(index, factors.length),
      says: [heading, text, weight ? `weighed ${weight}` : '', FACTOR_LEVELS[level], from]
        .filter(Boolean)
        .join('. '),
      href,
    };
  });
}

/** The factors of a level, those that come from the left of the picture first. */
export function inOrder(
  picture: SystemPicture,
  level: FactorLevel,
  columns: ReadonlyMap<string, number>,
): PlacedFactor[] {
  const order = new Map([...picture.findings, ...picture.episodes].map(({ key }, index) => [key, index]));
  const rank = ({ origin }: PlacedFactor): number =>
    (columns.get(origin) ?? 0) * 10_000 + (order.get(origin) ?? 0);
  return picture.factors.filter((factor) => factor.level === level).sort((a, b) => rank(a) - rank(b));
}

function boxOf(words: { head: string; text: string; foot: string }, across: number) {
  const width = across - 2 * PAD;
  const wrapped = [
    ...wrapText(words.head, { width, size: SMALL, most: 2, bold: true }).map((text) => ({
      text,
      part: 'head' as const,
    })),
    ...wrapText(words.text, { width, size: TYPE, most: MOST_LINES }).map((text) => ({
      text,
      part: 'text' as const,
    })),
    ...wrapText(words.foot, { width, size: SMALL, most: MOST_FOOT }).map((text) => ({
      text,
      part: 'foot' as const,
    })),
  ];
  // A line of type stands on its foot, about three quarters down.
  const lines = wrapped.map((line, index) => ({ ...line, y: PAD + index * LINE + 13 }));
  return { width: across, height: lines.length * LINE + 2 * PAD, lines };
}

/** Whether every level's name fits beside the wires: it stands above the first column. */
export const labelsFit = (): boolean =>
  Object.values(FACTOR_LEVELS).every((label) => textWidth(label, SMALL, true) <= COLUMN);
