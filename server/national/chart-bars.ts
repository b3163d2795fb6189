/** A panel of bars, one for each label, on a scale that the panels of a chart share. Pure. */
import { drawing, figureSaid, hatch, linesOf, short, type Drawing, type Shape } from './chart-drawing';
import type { Figure } from './aggregates-protection';
import { GROWS_SIGN } from './undecided-words';

export interface Bar {
  text: string;
  figure: Figure;
  href?: string | undefined;
  /** It may still grow. */
  grows?: boolean | undefined;
}

/** More would not fit a panel that is read at a glance. */
export const MOST_BARS_A_PANEL = 16;

const WIDTH = 300;
const LABELS = 130;
const NUMBERS = 38;
const LETTERS = 18;
const LINE = 17;
const THICK = 13;

/** @param greatest the figure that the longest bar of all panels stands for */
export function barPanel(id: string, title: string, bars: readonly Bar[], greatest: number): Drawing {
  const shapes: Shape[] = [];
  let y = 4;
  for (const { text, figure, href, grows } of bars) {
    const lines = linesOf(text, LETTERS, 3);
    const height = lines.length * LINE;
    const middle = y + height / 2;
    const said = `${text}: ${figureSaid(figure, grows)}`;
    lines.forEach((line, k) =>
      shapes.push({ shape: 'words', x: LABELS - 8, y: y + 13 + k * LINE, anchor: 'end', text: line }),
    );
    const length = typeof figure === 'number' ? (figure / greatest) * (WIDTH - LABELS - NUMBERS) : 0;
    const link = href === undefined ? {} : { href };
    if (figure === 'c') shapes.push(hatch(LABELS, short(middle - THICK / 2), THICK, THICK, said));
    else if (length > 0) {
      shapes.push({
        shape: 'bar',
        x: LABELS,
        y: short(middle - THICK / 2),
        width: short(Math.max(1, length)),
        height: THICK,
        said,
        ...link,
      });
    }
    const after = figure === 'c' ? THICK : length;
    shapes.push({
      shape: 'words',
      x: short(LABELS + after + 6),
      y: short(middle + 5),
      anchor: 'start',
      text: grows ? `${figure}${GROWS_SIGN}` : String(figure),
      ...(href === undefined ? {} : { href, said }),
    });
    y += height + 7;
  }
  shapes.push({ shape: 'rule', path: `M${LABELS} 0V${short(y - 3)}` });
  const description = bars
    .map(({ text, figure, grows }) => `${text}: ${figureSaid(figure, grows)}`)
    .join('; ');
  return drawing({ id, width: WIDTH, height: Math.ceil(y), title, description, shapes });
}
