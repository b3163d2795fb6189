/** What a chart is drawn with: shapes as data, in units that are pixels at the size it is made for. Pure. */
import type { Figure } from './aggregates-protection';

export type Shape =
  | { shape: 'bar'; x: number; y: number; width: number; height: number; href?: string; said: string }
  /** Stripes for what is not known: always of one size, so that no size can be read from it. */
  | { shape: 'hatch'; x: number; y: number; width: number; height: number; stripes: string; said: string }
  | { shape: 'line'; path: string }
  | {
      shape: 'dot';
      x: number;
      y: number;
      href?: string;
      said: string;
      /** It is not the last word. */ open?: true;
    }
  | { shape: 'rule'; path: string }
  | {
      shape: 'words';
      x: number;
      y: number;
      anchor: 'start' | 'middle' | 'end';
      text: string;
      quiet?: true;
      /** Read from below to above. */
      turned?: true;
      href?: string;
      said?: string;
    };

/** One picture, and what is said in place of it. */
export interface Drawing {
  id: string;
  width: number;
  height: number;
  title: string;
  description: string;
  shapes: Shape[];
  /** Whether shapes of it lead somewhere, so that it is no plain image. */
  linked: boolean;
  /** It keeps its size and is scrolled where there is no room: it could not be read smaller. */
  natural?: true;
}

/** Makes a drawing of its shapes. */
export function drawing(parts: Omit<Drawing, 'linked'>): Drawing {
  return { ...parts, linked: parts.shapes.some((shape) => 'href' in shape && shape.href !== undefined) };
}

const STRIPE = 5;

/** Stripes that fill a rectangle, as one path: a pattern would need a name, and printers lose patterns. */
export function hatch(x: number, y: number, width: number, height: number, said: string): Shape {
  const lines: string[] = [];
  for (let along = STRIPE; along < width + height; along += STRIPE) {
    const [x1, y1] = along <= height ? [x, y + along] : [x + along - height, y + height];
    const [x2, y2] = along <= width ? [x + along, y] : [x + width, y + along - width];
    lines.push(`M${short(x1)} ${short(y1)}L${short(x2)} ${short(y2)}`);
  }
  return { shape: 'hatch', x, y, width, height, stripes: lines.join(''), said };
}

/** A position with one decimal, as much as can be seen. */
export function short(position: number): number {
  return Math.round(position * 10) / 10;
}

/** Breaks words into lines of at most so many letters; the last line ends with … when there is no room. */
export function linesOf(text: string, letters: number, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= letters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${(lines[most - 1] ?? '').slice(0, letters - 1)}…`];
}

/** A figure as it is read out, and whether it may still grow. */
export function figureSaid(figure: Figure, grows = false): string {
  if (figure === 'x') return 'no figure';
  const said = figure === 'c' ? 'hidden' : `${figure} ${figure === 1 ? 'review' : 'reviews'}`;
  return grows ? `${said}, may still grow` : said;
}

/** The least round number that is no less: 1, 2, 5, 10, 20, 50 … */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}
