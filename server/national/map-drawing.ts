/** The map of what occurs together as a grid: the more reviews have both, the larger the square. Pure. */
import { drawing, figureSaid, hatch, short, type Drawing, type Shape } from './chart-drawing';
import type { Figure } from './aggregates-protection';
import type { Weakness } from '../coding/reliability-queries';
import { weakSaid, WEAK_SIGN } from './national-reliability';
import { GROWS_SIGN } from './undecided-words';

export interface GridLabel {
  code: string;
  text: string;
  /** Its coding is weak: marked as everywhere. */
  weak?: boolean;
  why?: Weakness | undefined;
  /** Its figures may still grow. */
  grows?: boolean;
}

/** A figure of the grid; null where one is within the other. */
export type GridFigure = { figure: Figure; href?: string } | null;

const FEW = 8;
/** As wide as the widest capital: a code that is cut off is another code. */
const LETTER = 10;

/** @param figureAt of a row and a column, by index */
export function gridDrawing(
  id: string,
  title: string,
  labels: readonly GridLabel[],
  figureAt: (row: number, column: number) => GridFigure,
): Drawing {
  const few = labels.length <= FEW;
  const mark = few ? 12 : 9;
  const codes = labels.map(
    ({ code, weak, grows }) => `${code}${grows ? GROWS_SIGN : ''}${weak ? WEAK_SIGN : ''}`,
  );
  const texts = labels.map(
    ({ text, weak, why, grows }) =>
      `${text}${grows ? ' (may still grow)' : ''}${weak ? ` (${weakSaid(why)})` : ''}`,
  );
  const longest = Math.max(1, ...codes.map((code) => code.length));
  const left = longest * LETTER + 10;
  const cell = few ? Math.max(40, longest * LETTER) : 20;
  const top = few ? 26 : left;
  const size = cell * labels.length;
  const figures = labels.map((_row, r) => labels.map((_column, c) => figureAt(r, c)));
  const numbers = figures.flat().map((found) => found?.figure);
  const greatest = Math.max(1, ...numbers.filter((figure) => typeof figure === 'number'));
  const lines = Array.from(
    { length: labels.length + 1 },
    (_, k) => `M${left} ${top + k * cell}h${size}M${left + k * cell} ${top}v${size}`,
  );
  const shapes: Shape[] = [{ shape: 'rule', path: lines.join('') }];
  codes.forEach((code, k) => {
    const middle = k * cell + cell / 2;
    shapes.push({ shape: 'words', x: left - 6, y: top + middle + 5, anchor: 'end', text: code });
    shapes.push(
      few
        ? { shape: 'words', x: left + middle, y: top - 8, anchor: 'middle', text: code }
        : { shape: 'words', x: left + middle + 5, y: top - 6, anchor: 'start', text: code, turned: true },
    );
  });
  const said: string[] = [];
  figures.forEach((row, r) =>
    row.forEach((found, c) => {
      if (!found) return;
      const { figure, href } = found;
      const words = `${texts[r] ?? ''} with ${texts[c] ?? ''}: ${figureSaid(figure)}`;
      const [x, y] = [left + c * cell + cell / 2, top + r * cell + cell / 2];
      if (r < c && few) said.push(words);
      if (figure === 'c') shapes.push(hatch(x - mark / 2, y - mark / 2, mark, mark, words));
      else if (figure !== 'x' && figure > 0) {
        const side = Math.sqrt(figure / greatest) * (cell - 4);
        shapes.push({
          shape: 'bar',
          x: short(x - side / 2),
          y: short(y - side / 2),
          width: short(side),
          height: short(side),
          said: words,
          ...(href === undefined ? {} : { href }),
        });
      }
    }),
  );
  return drawing({
    id,
    width: left + size + 1,
    height: top + size + 1,
    title,
    description: few
      ? said.join('; ')
      : 'A square for each two categories, the larger the more reviews have both. The table below has the numbers.',
    shapes,
    natural: true,
  });
}
