import { FACTOR_LEVELS, WEIGHTS, type FactorLevel } from '../findings/finding-content';
import type { Content } from '../http/views';
import { capital, headingsOf, wordsOf, type Term } from '../reviews/method-words';
import { periodWords } from './episode-list-pages';
import { LEVELS, type Drawing, type PlacedFactor, type SystemPicture } from './system-picture-drawing';
import { drawSystem } from './system-picture-layout';
import type { FactorRow, SystemFile } from './system-picture-queries';

export interface SystemPicturePage {
  caption: string;
  title: string;
  lead: string;
  empty: { text: string; action?: { text: string; href: string } } | null;
  drawing:
    | (Drawing & {
        title: string;
        description: string;
        /** Whether in print it is made to fit one sheet; if not, where it may be cut in strips for several. */
        oneSheet: boolean;
        strips: { y: number; height: number }[];
      })
    | null;
  /** Said under the picture. */
  legend: string[];
  table: object | null;
}

/** Everything of the picture, and what cannot be on it yet because no level was chosen. */
interface Whole {
  picture: SystemPicture;
  /** A row of the table for every factor, whether or not it has a level. */
  rows: (Omit<PlacedFactor, 'level'> & { level: FactorLevel | null; joined: string[] })[];
}

// Higher than this its words would be too small on one sheet.
const MOST_ON_A_SHEET = 1150;

/**
 * The system picture of a review or of one of its findings: the drawing, and a table of the same.
 * @param writes whether the reader may open what is still being written
 */
export function systemPicturePage(
  file: SystemFile,
  { writes, finding }: { writes: boolean; finding: SystemFile['findings'][number] | null },
): SystemPicturePage {
  const words = wordsOf(file.words);
  const whole = wholeOf(file, writes);
  const placed = whole.picture.factors.length;
  const drawn = placed > 0 ? drawSystem(whole.picture) : null;
  const what = finding ? `${words.finding.one} ${finding.number}` : 'the review';
  return {
    caption: finding ? `${words.finding.One} ${finding.number}` : '',
    title: 'The system picture',
    lead: `What shaped practice, by level of the system: from the child and family at the bottom up to national policy, after Rasmussen’s AcciMap. Each ${words.contributory_factor.one} is joined to the ${words.finding.one} or ${words.key_practice_episode.one} that it comes from.`,
    empty: whole.rows.length > 0 ? null : emptyOf(file, finding, writes),
    drawing: drawn
      ? {
          ...drawn,
          oneSheet: drawn.height <= MOST_ON_A_SHEET,
          strips: drawn.height <= MOST_ON_A_SHEET ? [] : stripsOf(drawn),
          title: `The system picture of ${what}`,
          description: `${placed} ${placed === 1 ? words.contributory_factor.one : words.contributory_factor.many} on six levels. The table has the same in words.`,
        }
      : null,
    legend: [
      ...(drawn
        ? ['Point at a box, or move to it with the keyboard: the lines of what it comes from stand out.']
        : []),
      'The thicker the frame of a box, the more it weighed: strong, moderate, slight.',
      ...(whole.picture.pointers.length > 0
        ? [`A dashed line joins ${words.finding.a} to ${words.key_practice_episode.a} that it rests on.`]
        : []),
      ...(whole.rows.length > placed
        ? [
            `${whole.rows.length - placed} without a level ${whole.rows.length - placed === 1 ? 'is' : 'are'} in the table alone.`,
          ]
        : []),
    ],
    table: whole.rows.length > 0 ? tableOf(whole, capital(words.contributory_factor.one)) : null,
  };
}

/** The findings, each level, and the episodes: no box lies across the edge of one. */
function stripsOf({ bands, height }: Drawing): { y: number; height: number }[] {
  const edges = [
    0,
    ...bands.map(({ y }) => y),
    ...bands.slice(-1).map((last) => last.y + last.height),
    height,
  ];
  return edges.slice(1).flatMap((edge, index) => {
    const y = edges[index] ?? 0;
    return edge > y ? [{ y, height: edge - y }] : [];
  });
}

function wholeOf(file: SystemFile, writes: boolean): Whole {
  const { finding: findingTerm, key_practice_episode: episodeTerm } = wordsOf(file.words);
  const headings = headingsOf(file.headings);
  const at = `/reviews/${file.id}`;
  const numbers = new Map([...file.findings, ...file.episodes].map(({ id, number }) => [id, number]));
  const named = (term: Term, ids: readonly string[]): string =>
    `${ids.length === 1 ? term.one : term.many} ${inWords(ids.map((id) => numbers.get(id) ?? 0))}`;
  const restsOn = (term: Term, ids: readonly string[]): string =>
    ids.length > 0 ? `Rests on ${named(term, ids)}` : '';
  const restOnIt = (term: Term, ids: readonly string[]): string =>
    ids.length > 0 ? `${capital(named(term, ids))} ${ids.length === 1 ? 'rests' : 'rest'} on it` : '';
  const findings = file.findings.map((finding) => ({
    key: finding.id,
    label: `${findingTerm.One} ${finding.number}`,
    text: finding.statement || 'Not yet put into words',
    joined: restsOn(
      episodeTerm,
      file.pointers.flatMap((one) => (one.finding === finding.id ? one.episode : [])),
    ),
    href: `${at}/findings/${finding.id}`,
  }));
  const episodes = file.episodes.map((episode) => ({
    key: episode.id,
    label: `${episodeTerm.One} ${episode.number}`,
    text: `${episode.title}, ${periodWords(episode)}`,
    joined: restOnIt(
      findingTerm,
      file.pointers.flatMap((one) => (one.episode === episode.id ? one.finding : [])),
    ),
    href: `${at}/episodes/${episode.id}`,
  }));
  const label = new Map([...findings, ...episodes].map((one) => [one.key, one.label]));
  const joined = (key: string): string[] =>
    file.pointers.flatMap(({ finding, episode }) =>
      finding === key ? [label.get(episode) ?? ''] : episode === key ? [label.get(finding) ?? ''] : [],
    );
  const rowsOf = (origin: { id: string; factors: FactorRow[] }, href: (factor: FactorRow) => string) =>
    origin.factors.map((factor, index) => ({
      key: factor.id ?? `${origin.id} ${index}`,
      origin: origin.id,
      level: factor.level,
      heading: factor.heading ? headings[factor.heading] : 'No heading yet',
      text: factor.text || 'Not yet described',
      weight: factor.weight,
      href: href(factor),
      joined: joined(origin.id),
    }));
  const rows = [
    ...file.findings.flatMap((finding) =>
      rowsOf(finding, ({ id }) =>
        writes && id ? `${at}/findings/${finding.id}/context/${id}` : `${at}/findings/${finding.id}`,
      ),
    ),
    ...file.episodes.flatMap((episode) =>
      rowsOf(episode, ({ id }) => `${at}/episodes/${episode.id}#factor-${id ?? ''}`),
    ),
  ];
  return {
    picture: {
      findings,
      episodes,
      factors: rows.flatMap(({ level, joined: _, ...row }) => (level ? [{ ...row, level }] : [])),
      pointers: file.pointers,
    },
    rows,
  };
}

/** `1`, `1 and 3`, `1, 3 and 4`. */
function inWords(numbers: readonly number[]): string {
  const sorted = numbers.toSorted((a, b) => a - b).map(String);
  const last = sorted.pop() ?? '';
  return sorted.length > 0 ? `${sorted.join(', ')} and ${last}` : last;
}

function emptyOf(
  file: SystemFile,
  finding: SystemFile['findings'][number] | null,
  writes: boolean,
): SystemPicturePage['empty'] {
  const {
    contributory_factor: factor,
    finding: findingTerm,
    key_practice_episode: episode,
  } = wordsOf(file.words);
  if (finding && !writes && !finding.sent)
    return {
      text: `This ${findingTerm.one} is being written. Its picture can be seen once it is sent to the chair.`,
    };
  const action = finding
    ? { text: `Add ${factor.a}`, href: `/reviews/${file.id}/findings/${finding.id}/context/new` }
    : { text: `Go to the ${episode.many}`, href: `/reviews/${file.id}/episodes` };
  return {
    text: `It is drawn from the ${factor.many} of ${findingTerm.many} and of ${episode.many}, each on its level of the system. There are none yet.`,
    action: finding && !writes ? undefined : action,
  };
}

function tableOf({ picture, rows }: Whole, factor: string): object {
  const origins = new Map([...picture.findings, ...picture.episodes].map((origin) => [origin.key, origin]));
  const rank = ({ level }: { level: FactorLevel | null }): number =>
    level ? LEVELS.indexOf(level) : LEVELS.length;
  const cell = (label: string, text: string) => ({ text, attributes: { 'data-label': label } });
  const link = (label: string, text: string, href: string) => ({
    content: { view: 'evidence/link-cell', page: { text, href, detail: '' } } satisfies Content,
    attributes: { 'data-label': label },
  });
  return {
    caption: 'The same as a table, from the top down',
    captionClasses: 'govuk-table__caption--m',
    classes: 'app-list-table app-system-table',
    head: ['Level', 'Heading', factor, 'Weight', 'Comes from', 'Joined to'].map((text) => ({ text })),
    rows: rows
      .toSorted((a, b) => rank(a) - rank(b))
      .map((row) => {
        const origin = origins.get(row.origin);
        return [
          cell('Level', row.level ? FACTOR_LEVELS[row.level] : 'No level yet'),
          cell('Heading', row.heading),
          link(factor, row.text, row.href),
          cell('Weight', row.weight ? WEIGHTS[row.weight] : '–'),
          link('Comes from', origin?.label ?? '', origin?.href ?? ''),
          cell('Joined to', row.joined.join(', ') || '–'),
        ];
      }),
  };
}
