import { FACTOR_LEVELS, type Factor, type FactorLevel } from '../findings/finding-content';

/** What the picture of a system shows, by key: factors by level, and the findings and episodes that they come from. */
export interface SystemPicture {
  findings: Origin[];
  episodes: Origin[];
  factors: PlacedFactor[];
  /** Which finding rests on which episode, by their keys. */
  pointers: { finding: string; episode: string }[];
}

export interface Origin {
  key: string;
  label: string;
  text: string;
  /** What it is joined to, in words: lines alone are hard to follow from one end to the other. */
  joined?: string;
  href: string;
}

export interface PlacedFactor {
  key: string;
  /** Key of the finding or episode that it comes from. */
  origin: string;
  level: FactorLevel;
  heading: string;
  text: string;
  weight: Factor['weight'];
  href: string;
}

export interface Box {
  key: string;
  kind: 'finding' | 'episode' | 'factor';
  /** The number, from 1, of the finding or episode that it is or comes from. */
  of: number;
  weight: Factor['weight'];
  x: number;
  y: number;
  width: number;
  height: number;
  lines: { text: string; y: number; part: 'head' | 'text' | 'foot' }[];
  /** All that it says, for those who hear it and where the box has no room for it. */
  says: string;
  href: string;
}

/** A run of straight lines, each of them level or upright. */
export interface Wire {
  kind: 'finding' | 'episode' | 'pointer';
  /** Keys of the two boxes that it joins. */
  from: string;
  to: string;
  /** The numbers of the findings and episodes whose line it is. */
  of: number[];
  points: [number, number][];
}

export interface Band {
  level: FactorLevel;
  label: string;
  y: number;
  height: number;
  empty: boolean;
}

export interface Drawing {
  width: number;
  height: number;
  /** Where the names of the levels stand, and how far in from the edge of its box a text does. */
  labelX: number;
  pad: number;
  bands: Band[];
  boxes: Box[];
  wires: Wire[];
}

// Measures, in the unit of the drawing: the pixel of a page.
export const COLUMNS = 4;
/** As wide as the frame of a page at most; narrower columns and nearer lines where it has to be. */
export const MOST_WIDTH = 960;
export const COLUMN = 196;
export const LEAST_COLUMN = 150;
export const TYPE = 14;
export const SMALL = 13;
export const LINE = 18;
export const PAD = 9;
export const GAP = 12;
/** From one wire to the next beside it, and from the outermost to a box. */
export const TRACK = 5;
export const LEAST_TRACK = 3;
export const CLEAR = 9;
export const BAND_HEAD = 26;
export const MOST_LINES = 5;
export const MOST_FOOT = 3;
/** The findings and then the episodes by the numbers, from 1, by which their lines are told. */
export const numbersOf = ({ findings, episodes }: SystemPicture): Map<string, number> =>
  new Map([...findings, ...episodes].map(({ key }, index) => [key, index + 1]));
/** From the national level down to the child (METHOD section 5 has them from the bottom up). */
export const LEVELS = (Object.keys(FACTOR_LEVELS) as FactorLevel[]).toReversed();
