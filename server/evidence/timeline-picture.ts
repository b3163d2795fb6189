import { count, longDate } from '../http/dates';
import type { Term } from '../reviews/method-words';
import { contactsOf, gapsOf, maybeWithin } from './timeline-gaps';
import { CLOSE_LANE, LANE, laneOf, type Lane, type LaneSize, type TimedEvent } from './timeline-lanes';
import { axisOf, dayNumber, stretchWords, xOf, type Axis, type Scale } from './timeline-scale';

/** What the picture is drawn from: rows, and what the reader chose. */
export interface PictureRows {
  agencies: readonly { id: string; name: string }[];
  events: readonly TimedEvent[];
  /** What the method calls an episode. */
  term: Term;
  episodes: readonly { id: string; number: number; title: string; from: string; until: string }[];
  /** Half open days. */
  shown: { from: number; until: number };
  /** Days without any contact beyond which a gap is named. */
  longerThan: number;
}

export interface Band {
  x: number;
  width: number;
  labelY: number;
  label: string;
  title: string;
  href: string;
}
export interface Gap {
  /** Half open days. */
  from: number;
  until: number;
  x: number;
  width: number;
  label: string;
  labelX: number;
  title: string;
  words: string;
}

/** The picture of a case over time, as shapes. */
export interface Picture {
  width: number;
  height: number;
  /** The space of the lanes. */
  top: number;
  bottom: number;
  left: number;
  right: number;
  axis: Axis;
  axisY: number;
  lanes: Lane[];
  bands: Band[];
  gaps: Gap[];
}

const WIDTH = 960;
const MARGIN = 168;
const RIGHT = 12;
const BAND_ROW = 20;
const BAND_ROWS = 4;
/** No more marks than this are drawn: what would be more stands together in wider columns. */
const MOST_MARKS = 1300;
/** Widths of the columns that events are counted in, the finest first. */
const COLUMNS = [4, 5, 6, 8, 10, 12, 16];
const LETTER = 7.2;
/** So many agencies have roomy lanes; more stand closer, so that a sheet of paper takes them. */
const MOST_ROOMY = 8;

/** Draws the case: the child's lane first, then one for each agency, with episodes as bands across and gaps hatched. */
export function pictureOf(rows: PictureRows): Picture {
  const scale: Scale = { ...rows.shown, left: MARGIN, width: WIDTH - MARGIN - RIGHT };
  const events = rows.events.filter(
    ({ fromDay, untilDay }) => fromDay < scale.until && untilDay > scale.from,
  );
  const { bands, rows: bandRows } = bandsOf(scale, rows.episodes, rows.term);
  const top = 8 + Math.max(1, bandRows) * BAND_ROW;
  const size = rows.agencies.length > MOST_ROOMY ? CLOSE_LANE : LANE;
  const lanes = lanesOf(scale, top, size, rows, events);
  const bottom = top + lanes.length * size.height + 4;
  return {
    width: WIDTH,
    height: bottom + 44,
    top,
    bottom,
    left: MARGIN,
    right: WIDTH - RIGHT,
    axis: axisOf(scale),
    axisY: bottom + 18,
    lanes,
    bands,
    gaps: gapShapes(scale, events, rows.longerThan),
  };
}

function lanesOf(
  scale: Scale,
  top: number,
  size: LaneSize,
  rows: PictureRows,
  events: readonly TimedEvent[],
): Lane[] {
  const of = new Map<string, TimedEvent[]>(rows.agencies.map(({ id }) => [id, []]));
  for (const event of events) of.get(event.agency_id)?.push(event);
  const column = columnFor(scale, events);
  const at = (place: number): number => top + place * size.height;
  // Addresses are relative to the timeline's own: there may be a thousand of them.
  const common = { size, longerThan: rows.longerThan, eventHref: (id: string) => `chronology/${id}` };
  const child = laneOf(scale, column, {
    ...common,
    name: 'The child’s experience',
    href: 'chronology?lens=child',
    child: true,
    top: at(0),
    events: events.filter((event) => event.child),
    stretchHref: (from, to) => `chronology?lens=child&from=${from}&to=${to}`,
  });
  return [
    child,
    ...rows.agencies.map(({ id, name }, i) =>
      laneOf(scale, column, {
        ...common,
        name,
        href: `chronology?agency=${id}`,
        child: false,
        top: at(i + 1),
        events: of.get(id) ?? [],
        stretchHref: (from, to) => `chronology?agency=${id}&from=${from}&to=${to}`,
      }),
    ),
  ];
}

function columnFor(scale: Scale, events: readonly TimedEvent[]): number {
  const perDay = scale.width / (scale.until - scale.from);
  const marks = (column: number): number => {
    const seen = new Set<string>();
    for (const { fromDay, agency_id, child } of events) {
      const at = Math.floor(((fromDay - scale.from) * perDay) / column);
      seen.add(`${at} ${agency_id}`);
      if (child) seen.add(`${at} child`);
    }
    return seen.size;
  };
  return COLUMNS.find((column) => marks(column) <= MOST_MARKS) ?? 20;
}

function bandsOf(
  scale: Scale,
  episodes: PictureRows['episodes'],
  term: Term,
): { bands: Band[]; rows: number } {
  const ends: number[] = [];
  const bands = episodes
    .map((episode) => ({ ...episode, start: dayNumber(episode.from), end: dayNumber(episode.until) }))
    .filter(({ start, end }) => start < scale.until && end > scale.from)
    .sort((a, b) => a.start - b.start)
    .map((episode): Band => {
      const x = xOf(scale, episode.start);
      const width = Math.max(3, Math.round((xOf(scale, episode.end) - x) * 10) / 10);
      const whole = `${episode.number} ${episode.title}`;
      const room = Math.max(width, Math.min(190, scale.left + scale.width - x));
      const fits = Math.floor(room / LETTER);
      const label =
        whole.length <= fits
          ? whole
          : fits > 8
            ? `${whole.slice(0, fits - 1).trim()}…`
            : String(episode.number);
      let row = ends.findIndex((end) => end + 6 < x);
      if (row < 0) row = Math.min(ends.length, BAND_ROWS - 1);
      ends[row] = x + Math.max(width, label.length * LETTER);
      const period = stretchWords(episode.start, episode.end);
      const title = `${term.One} ${episode.number}: ${episode.title}, ${period}`;
      return { x, width, labelY: row, label, title, href: `episodes/${episode.id}` };
    });
  const used = Math.max(0, ...bands.map(({ labelY }) => labelY + 1));
  return { bands: bands.map((band) => ({ ...band, labelY: 16 + band.labelY * BAND_ROW })), rows: used };
}

function gapShapes(scale: Scale, events: readonly TimedEvent[], longerThan: number): Gap[] {
  return gapsOf(contactsOf(events), scale, longerThan).map(({ from, until }) => {
    const x = xOf(scale, from);
    const width = Math.round((xOf(scale, until) - x) * 10) / 10;
    const weeks = Math.floor((until - from) / 7);
    const maybe = maybeWithin(events, { from, until });
    const words = stretchWords(from, until) + (maybe > 0 ? maybeWords(maybe) : '');
    const none = maybe > 0 ? 'no dated contact' : 'no contact';
    const label =
      width >= 48 + none.length * 6 ? `${weeks} weeks, ${none}` : width >= 52 ? `${weeks} weeks` : '';
    const title = `No contact recorded for ${weeks} weeks, ${words}`;
    return { from, until, x, width, label, labelX: x + width / 2, title, words };
  });
}

// The table counts such an event beside the gap: neither says that there was none.
const maybeWords = (events: number): string =>
  ` (${count(events, 'event')} known only by the year may lie in it)`;

/** What the picture shows, in a sentence for those who do not see it. */
export function describe({ lanes, bands, gaps }: Picture, term: Term, from: string, last: string): string {
  const agencies = lanes.filter(({ child }) => !child);
  const events = agencies.reduce((sum, lane) => sum + lane.count, 0);
  const busiest = [...agencies].sort((a, b) => b.count - a.count)[0];
  const n = (number: number, one: string, more: string): string =>
    `${number.toLocaleString('en-GB')} ${number === 1 ? one : more}`;
  return [
    `From ${longDate(from)} to ${longDate(last)}: ${n(events, 'event', 'events')} of ${n(agencies.length, 'agency', 'agencies')}`,
    busiest && busiest.count > 0 ? `, most from ${busiest.name}` : '',
    `; the child’s experience in ${n(lanes[0]?.count ?? 0, 'entry', 'entries')}; ${n(bands.length, term.one, term.many)}`,
    `; ${n(gaps.length, 'gap', 'gaps')} without any contact`,
    '. The table below says the same.',
  ].join('');
}
