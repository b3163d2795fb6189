import { FACTOR_LEVELS } from '../findings/finding-content';
import { factorBoxes, inOrder, originBoxes, type Unplaced } from './system-picture-boxes';
import {
  BAND_HEAD,
  CLEAR,
  COLUMN,
  COLUMNS,
  GAP,
  LEAST_COLUMN,
  LEAST_TRACK,
  LEVELS,
  MOST_WIDTH,
  PAD,
  TRACK,
  type Band,
  type Box,
  type Drawing,
  type SystemPicture,
} from './system-picture-drawing';
import { guttersOf, pointerTrack, tracksOf, wiresOf } from './system-picture-wires';

/**
 * Lays out the picture of a system after Rasmussen's AcciMap (Rasmussen 1997; Svedung and Rasmussen 2002): the levels
 * as bands, national policy at the top and the child and family at the bottom; findings above them, episodes below. No
 * two boxes overlap and no wire runs through a box: upright wires keep to the gutters between the columns, level ones
 * to the channels above and below the bands, each origin on a track of its own. It is as wide as a page and grows in
 * height: where the wires need more room, the columns are narrower, and then the wires nearer to each other.
 */
export function drawSystem(picture: SystemPicture): Drawing {
  const narrowed = (track: number): Measures => {
    const { width } = layOut(picture, { column: COLUMN, track });
    return { column: COLUMN - Math.max(0, Math.ceil((width - MOST_WIDTH) / COLUMNS)), track };
  };
  const wide = narrowed(TRACK);
  const { column, track } = wide.column >= LEAST_COLUMN ? wide : narrowed(LEAST_TRACK);
  return layOut(picture, { column: Math.max(LEAST_COLUMN, column), track });
}

interface Measures {
  column: number;
  track: number;
}

function layOut(picture: SystemPicture, { column: across, track: apart }: Measures): Drawing {
  const columns = new Map<string, number>();
  const place = (boxes: Unplaced[]): Unplaced[] => {
    for (const { key, column } of boxes) columns.set(key, column);
    return boxes;
  };
  const findings = place(originBoxes(picture, picture.findings, { kind: 'finding', width: across }));
  const episodes = place(originBoxes(picture, picture.episodes, { kind: 'episode', width: across }));
  const levels = LEVELS.map((level) => ({
    level,
    boxes: place(factorBoxes(inOrder(picture, level, columns), picture, across)),
  }));
  const tracks = tracksOf(picture, columns);
  const gutters = guttersOf(tracks, new Set(picture.episodes.map(({ key }) => key)), apart);
  const x = (column: number): number =>
    gutters.slice(0, column + 1).reduce((sum, { width }) => sum + width, 0) + column * across;

  const boxes = new Map<string, Box>();
  const stack = (unplaced: readonly Unplaced[], top: number): number => {
    const next = Array.from({ length: COLUMNS }, () => top);
    for (const { column, ...box } of unplaced) {
      const y = next[column] ?? top;
      boxes.set(box.key, {
        ...box,
        x: x(column),
        y,
        lines: box.lines.map((line) => ({ ...line, y: y + line.y })),
      });
      next[column] = y + box.height + GAP;
    }
    return Math.max(top, ...next) - (unplaced.length > 0 ? GAP : 0);
  };

  const above = picture.findings.filter(({ key }) => tracks.has(key)).map(({ key }) => key);
  const channelTop = stack(findings, findings.length > 0 ? PAD : 0) + (above.length > 0 ? CLEAR : 0);
  let y = channelTop + above.length * TRACK + (above.length > 0 ? CLEAR : 0);
  const bands: Band[] = levels.map(({ level, boxes: within }) => {
    const band = { level, label: FACTOR_LEVELS[level], y, empty: within.length === 0 };
    const end = stack(within, y + BAND_HEAD);
    y = end + (within.length > 0 ? GAP : PAD);
    return { ...band, height: y - band.y };
  });
  const below = [
    ...new Set(picture.pointers.map(({ finding }) => pointerTrack(finding))),
    ...picture.episodes.filter(({ key }) => tracks.has(key)).map(({ key }) => key),
  ];
  const lowTop = y + (below.length > 0 ? CLEAR : 0);
  const rowTop = lowTop + below.length * TRACK + (episodes.length > 0 ? CLEAR : 0);
  const height = Math.max(y, stack(episodes, rowTop) + (episodes.length > 0 ? PAD : 0));

  const channels = new Map<string, number>([
    ...above.map((key, index): [string, number] => [key, channelTop + index * TRACK]),
    ...below.map((key, index): [string, number] => [key, lowTop + index * TRACK]),
  ]);
  const upright = (gutter: number, track: string): number => {
    const names = gutters[gutter]?.names ?? [];
    const start = gutter === 0 ? 0 : x(gutter - 1) + across;
    return start + CLEAR + names.indexOf(track) * apart;
  };
  return {
    width: x(COLUMNS - 1) + across + (gutters[COLUMNS]?.width ?? 0),
    height,
    labelX: x(0),
    pad: PAD,
    bands,
    boxes: [...boxes.values()],
    wires: wiresOf(picture, { boxes, columns, channels, upright }),
  };
}
