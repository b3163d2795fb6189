/** A panel with one line over years, which stops where a figure is hidden or is not there. Pure. */
import { drawing, figureSaid, hatch, roundUp, short, type Drawing, type Shape } from './chart-drawing';
import type { Figure } from './aggregates-protection';

export interface YearPoint {
  year: number;
  figure: Figure;
  href?: string | undefined;
  /** It may still grow. */
  grows?: boolean | undefined;
}

const WIDTH = 300;
const HEIGHT = 184;
const LEFT = 34;
const RIGHT = 288;
const TOP = 12;
const GROUND = 132;
/** The lane under the ground line, for years that are hidden. */
const LANE = 138;
const MARK = 10;

/** @param greatest the greatest figure of all panels: they share a scale */
export function linePanel(
  id: string,
  title: string,
  points: readonly YearPoint[],
  greatest: number,
): Drawing {
  const top = roundUp(greatest);
  const first = points[0]?.year ?? 0;
  const last = points.at(-1)?.year ?? 0;
  const across = (year: number): number =>
    short(
      last === first ? (LEFT + RIGHT) / 2 : LEFT + 8 + ((year - first) / (last - first)) * (RIGHT - LEFT - 8),
    );
  const up = (figure: number): number => short(GROUND - (figure / top) * (GROUND - TOP));
  const shapes: Shape[] = [...axes(top, up), ...yearWords(points, across)];
  for (const run of runsOf(points)) {
    if (run.length < 2) continue;
    const path = run.map(({ year, figure }) => `${across(year)} ${up(figure)}`).join('L');
    shapes.push({ shape: 'line', path: `M${path}` });
  }
  const wide = Math.min(MARK, Math.max(3, ((RIGHT - LEFT) / Math.max(1, last - first)) * 0.7));
  for (const { year, figure, href, grows } of points) {
    const said = `${year}: ${figureSaid(figure, grows)}`;
    if (figure === 'c') shapes.push(hatch(short(across(year) - wide / 2), LANE, short(wide), MARK, said));
    else if (figure !== 'x') {
      const link = href === undefined ? {} : { href };
      const open = grows ? { open: true as const } : {};
      shapes.push({ shape: 'dot', x: across(year), y: up(figure), said, ...open, ...link });
    }
  }
  const description = points
    .map(({ year, figure, grows }) => `${year}: ${figureSaid(figure, grows)}`)
    .join('; ');
  return drawing({ id, width: WIDTH, height: HEIGHT, title, description, shapes });
}

/** The stretches of neighbouring years whose figures are there to see. */
export function runsOf(points: readonly YearPoint[]): { year: number; figure: number }[][] {
  const runs: { year: number; figure: number }[][] = [];
  let before: number | undefined;
  for (const { year, figure } of points) {
    if (typeof figure !== 'number') continue;
    const open = runs.at(-1);
    if (open && before === year - 1) open.push({ year, figure });
    else runs.push([{ year, figure }]);
    before = year;
  }
  return runs;
}

function axes(top: number, up: (figure: number) => number): Shape[] {
  const ticks = top === 1 ? [0, 1] : [0, top / 2, top].filter(Number.isInteger);
  return ticks.flatMap((tick): Shape[] => [
    { shape: 'rule', path: `M${LEFT} ${up(tick)}H${RIGHT + 6}` },
    { shape: 'words', x: LEFT - 6, y: up(tick) + 5, anchor: 'end', text: String(tick), quiet: true },
  ]);
}

/** The first and the last year, and between them as many as there is room for. */
function yearWords(points: readonly YearPoint[], across: (year: number) => number): Shape[] {
  const step = Math.ceil(points.length / 5);
  const last = points.length - 1;
  return points.flatMap(({ year }, k): Shape[] =>
    k === last || (k % step === 0 && last - k >= step * 0.75)
      ? [
          {
            shape: 'words',
            x: across(year),
            y: HEIGHT - 14,
            anchor: k === last ? 'end' : 'middle',
            text: String(year),
            quiet: true,
          },
        ]
      : [],
  );
}
