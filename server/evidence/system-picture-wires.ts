import {
  CLEAR,
  COLUMNS,
  GAP,
  PAD,
  numbersOf,
  type Box,
  type SystemPicture,
  type Wire,
} from './system-picture-drawing';

/** The track of what points from a finding to episodes; the finding itself has another. */
export const pointerTrack = (finding: string): string => `pointer ${finding}`;

/** In which gutters an origin needs a track: beside its own box and beside its factors. */
export function tracksOf(
  picture: SystemPicture,
  columns: ReadonlyMap<string, number>,
): Map<string, Set<number>> {
  const tracks = new Map<string, Set<number>>();
  const add = (track: string, gutter: number): void => {
    tracks.set(track, (tracks.get(track) ?? new Set()).add(gutter));
  };
  const column = (key: string): number => columns.get(key) ?? 0;
  const isFinding = new Set(picture.findings.map(({ key }) => key));
  for (const { key, origin } of picture.factors) {
    const side = isFinding.has(origin) ? 0 : 1;
    add(origin, column(origin) + side);
    add(origin, column(key) + side);
  }
  // A pointer goes down the outermost gutter on the left, and comes to the episode from the left.
  for (const { finding, episode } of picture.pointers) {
    add(finding, column(finding));
    add(pointerTrack(finding), 0);
    add(pointerTrack(finding), column(episode));
  }
  return tracks;
}

/**
 * The tracks of each gutter from left to right. Those of episodes come first: their wires end at the boxes on the left
 * of the gutter, all others at those on its right, so two wires of one height never run into each other.
 */
export function guttersOf(
  tracks: ReadonlyMap<string, ReadonlySet<number>>,
  episodes: ReadonlySet<string>,
  apart: number,
): { names: string[]; width: number }[] {
  return Array.from({ length: COLUMNS + 1 }, (_, gutter) => {
    const here = [...tracks].filter(([, gutters]) => gutters.has(gutter)).map(([name]) => name);
    const names = [
      ...here.filter((name) => episodes.has(name)),
      ...here.filter((name) => !episodes.has(name)),
    ];
    const none = gutter === 0 || gutter === COLUMNS ? PAD : GAP;
    return { names, width: names.length === 0 ? none : 2 * CLEAR + (names.length - 1) * apart };
  });
}

export interface Placed {
  boxes: ReadonlyMap<string, Box>;
  columns: ReadonlyMap<string, number>;
  channels: ReadonlyMap<string, number>;
  upright(gutter: number, track: string): number;
}

export function wiresOf(picture: SystemPicture, { boxes, columns, channels, upright }: Placed): Wire[] {
  const numbers = numbersOf(picture);
  const of = (...keys: string[]): number[] => keys.flatMap((key) => numbers.get(key) ?? []);
  const middle = ({ y, height }: Box): number => y + Math.round(height / 2);
  const factors = picture.factors.flatMap(({ key, origin }): Wire[] => {
    const [end, box] = [boxes.get(key), boxes.get(origin)];
    const channel = channels.get(origin);
    if (!end || !box || channel === undefined) return [];
    const side = box.kind === 'finding' ? 0 : 1;
    const edge = (of: Box): number => of.x + side * of.width;
    const out = upright((columns.get(origin) ?? 0) + side, origin);
    const along = upright((columns.get(key) ?? 0) + side, origin);
    return [
      {
        kind: side === 0 ? 'finding' : 'episode',
        from: origin,
        to: key,
        of: of(origin),
        points: [
          [edge(box), middle(box)],
          [out, middle(box)],
          [out, channel],
          [along, channel],
          [along, middle(end)],
          [edge(end), middle(end)],
        ],
      },
    ];
  });
  const pointers = picture.pointers.flatMap(({ finding, episode }): Wire[] => {
    const [box, end] = [boxes.get(finding), boxes.get(episode)];
    const [channel, low] = [channels.get(finding), channels.get(pointerTrack(finding))];
    if (!box || !end || channel === undefined || low === undefined) return [];
    const out = upright(columns.get(finding) ?? 0, finding);
    const down = upright(0, pointerTrack(finding));
    const along = upright(columns.get(episode) ?? 0, pointerTrack(finding));
    // Those that come to one episode come at heights of their own.
    const others = picture.pointers.filter((pointer) => pointer.episode === episode);
    const share = (others.findIndex((pointer) => pointer.finding === finding) + 1) / (others.length + 1);
    const entry = end.y + Math.round(end.height * share);
    return [
      {
        kind: 'pointer',
        from: finding,
        to: episode,
        of: of(finding, episode),
        points: [
          [box.x, middle(box)],
          [out, middle(box)],
          [out, channel],
          [down, channel],
          [down, low],
          [along, low],
          [along, entry],
          [end.x, entry],
        ],
      },
    ];
  });
  return [...factors, ...pointers];
}
