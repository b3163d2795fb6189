/** What a release says, for its public page and for those who decide on it. Pure. */
import { count, longDate } from '../http/dates';
import { ALL } from './disclosure-control';
import { hiddenMeans, type Setting } from './figures-files';
import { textsOf } from './release-csv';
import type { ReleaseFigures } from './release-figures';
import { changesBetween, type ReleaseChanges } from './release-changes';
import type { Correction, FileRow } from './release-queries';
import { mapOf, partOf, type MapModel, type Marks, type ReleasePart } from './release-parts-pages';
import { citation, REUSE, settingsOfRelease } from './release-words';

/** views/national/release-body */
export interface ReleaseBody {
  caution: string;
  hiddenMeans: string;
  hiddenText: string;
  settings: { key: { text: string }; value: { text: string } }[];
  contents: { text: string; href: string }[];
  parts: ReleasePart[];
  /** Which categories occur together; null when it was not asked for. */
  map: MapModel | null;
  /** Whether some category of the page is marked. */
  weak: boolean;
  /** `weakest`: which categories are marked, in words. */
  reliability: null | { table: ReliabilityRow[]; whole: string; weakest: string };
  undecided: string[];
  crosswalk: { title: string; rows: { from: string; change: string; to: string }[] }[];
  cite: string;
  reuse: string;
  files: { name: string; what: string; href: string; size: string; sha256: string }[];
  sha256: string;
}

interface ReliabilityRow {
  text: string;
  weak: boolean;
  alpha: string;
  interval: string;
  units: number;
}

const HIDDEN_TEXT = 'hidden';

/**
 * The body of a release's page.
 * @param base the address under which its files are
 */
export function releaseBody(
  figures: ReleaseFigures,
  files: readonly FileRow[],
  base: string,
  publicUrl: string,
): ReleaseBody {
  const marks = marksOf(figures);
  const { weak } = marks;
  const parts = figures.tables.map((table) => partOf(figures, table, marks, base));
  const map = mapOf(figures, weak, base);
  return {
    caution: figures.caution,
    hiddenMeans: hiddenMeans(figures.threshold),
    hiddenText: HIDDEN_TEXT,
    settings: settingsOfRelease(figures)
      .filter(({ name }) => !LEFT_OUT.has(name) && !name.startsWith('Corrects'))
      .map(({ name, text }: Setting) => ({ key: { text: name }, value: { text } })),
    contents: [
      ...parts.map(({ id, title }) => ({ text: title, href: `#${id}` })),
      ...(map ? [{ text: 'What occurs together', href: '#together' }] : []),
      { text: 'How reliable the coding is', href: '#reliability' },
      ...(figures.crosswalk.length > 0 || figures.undecided.length > 0
        ? [{ text: 'Older editions of the typology', href: '#editions' }]
        : []),
      { text: 'Files, and how to cite them', href: '#files' },
    ],
    parts,
    map,
    weak: weak.size > 0,
    reliability: reliabilityOf(figures),
    undecided: figures.undecided.map(undecidedWords),
    crosswalk: figures.crosswalk.map(({ from_edition, to_edition, steps }) => ({
      title: `From edition ${from_edition} to edition ${to_edition}`,
      rows: steps.map(({ from, change, to }) => ({
        from,
        change: CHANGES[change] ?? change,
        to: to.join(', '),
      })),
    })),
    cite: citation(figures, publicUrl),
    reuse: REUSE,
    files: files.map(({ name, what, bytes, sha256 }) => ({
      name,
      what,
      href: `${base}/files/${name}`,
      size: size(bytes),
      sha256,
    })),
    sha256: files.find(({ name }) => name === 'figures.json')?.sha256 ?? '',
  };
}

/** How many are undecided, what may lack them, and in which years they are. */
function undecidedWords({
  from_edition,
  category,
  reviews,
  lacking = [],
  by_year = [],
}: ReleaseFigures['undecided'][number]): string {
  const years = by_year.filter((one) => one.reviews !== 0).map((one) => `${one.year}: ${one.reviews}`);
  return [
    `${category}, edition ${from_edition}: ${reviews === 'c' ? 'c, a hidden figure' : count(reviews, 'review')}`,
    ...(lacking.length > 0 ? [`may be lacking from ${lacking.join(', ')}`] : []),
    ...(years.length > 0 ? [`by year ${years.join(', ')}`] : []),
  ].join('; ');
}

/** Weak categories, and those that wait for findings of a split category to be coded again. */
function marksOf({ reliability, undecided, crosswalk }: ReleaseFigures): Marks {
  const waits = (edition: string, code: string): boolean =>
    undecided.some(
      ({ from_edition, category, reviews }) => from_edition === edition && category === code && reviews !== 0,
    );
  return {
    weak: new Set(reliability.filter((one) => one.weak).map(({ category }) => category)),
    undecided: new Set([
      ...undecided.flatMap(({ reviews, lacking = [] }) => (reviews === 0 ? [] : lacking)),
      ...crosswalk.flatMap(({ from_edition, steps }) =>
        steps
          .filter(({ from, change }) => change === 'split_into' && waits(from_edition, from))
          .flatMap(({ to }) => to),
      ),
    ]),
  };
}

/** Said on the page in other places. */
const LEFT_OUT = new Set(['Release', 'Figures', 'Caution', 'Hidden figures']);

const CHANGES: Record<string, string> = {
  same: 'the same',
  renamed: 'renamed',
  moved: 'moved',
  merged_into: 'merged into',
  split_into: 'split into',
  retired: 'retired',
};

function reliabilityOf(figures: ReleaseFigures): ReleaseBody['reliability'] {
  if (figures.reliability.length === 0) return null;
  const texts = textsOf(figures, 'category');
  const whole = figures.reliability.find(({ category }) => category === ALL);
  const weak = figures.reliability.filter((one) => one.weak && one.category !== ALL);
  const shown = (value: number | null): string => (value === null ? 'none' : value.toFixed(3));
  return {
    whole: whole
      ? `Over the whole edition alpha is ${shown(whole.alpha)}, of ${count(whole.units, 'finding')} coded twice.`
      : measuredBefore(figures),
    weakest:
      weak.length === 0
        ? 'No category is below 0.667.'
        : `Below 0.667, or without an alpha: ${weak.map(({ category }) => texts.get(category) ?? category).join('; ')}.`,
    table: figures.reliability
      .filter(({ category }) => category !== ALL)
      .map(({ category, alpha, low, high, units, weak }) => ({
        text: texts.get(category) ?? category,
        weak,
        alpha: shown(alpha),
        interval: low === null || high === null ? 'none' : `${low.toFixed(3)} to ${high.toFixed(3)}`,
        units,
      })),
  };
}

function measuredBefore({ reliability }: ReleaseFigures): string {
  const older = reliability.find(({ measured_in }) => measured_in !== undefined)?.measured_in;
  return older === undefined
    ? ''
    : `Measured in edition ${older}, for the categories that are still what they were there; the coding of this edition had not been tested.`;
}

function size(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${Math.round(bytes / 1000).toLocaleString('en-GB')} KB`;
}

/** views/national/release */
export interface ReleasePage {
  number: number;
  title: string;
  published: string;
  corrected: { number: number; href: string; date: string; what: string }[];
  corrects: { number: number; href: string; what: string; changes: ReleaseChanges | null } | null;
  body: ReleaseBody;
}

/**
 * The public page of a release that is out.
 * @param corrected the figures of the release that it corrects
 */
export function releasePage(
  figures: ReleaseFigures,
  release: { decided_at: Date | null; files: FileRow[]; corrections: Correction[] },
  publicUrl: string,
  corrected: ReleaseFigures | null,
): ReleasePage {
  const base = `/releases/${figures.number}`;
  return {
    number: figures.number,
    title: figures.title,
    published: release.decided_at ? longDate(release.decided_at) : '',
    corrected: release.corrections.map(({ number, what_changed, decided_at }) => ({
      number,
      href: `/releases/${number}`,
      date: longDate(new Date(decided_at)),
      what: what_changed,
    })),
    corrects:
      figures.corrects === null
        ? null
        : {
            number: figures.corrects,
            href: `/releases/${figures.corrects}`,
            what: figures.what_changed,
            changes: corrected && changesBetween(corrected, figures),
          },
    body: releaseBody(figures, release.files, base, publicUrl),
  };
}
