import type { Tx } from '../database/with-actor';
import { Refused } from '../http/errors';
import { fittingReviews } from '../published/fitting';
import { figuresOf, type DisclosureSettings } from './aggregates';
import { placeOf, publishedOnly, readableIn } from './behind';
import { dimension, DIMENSION_NAMES } from './dimensions';
import { periodInWords } from './figures-files';
import type { WhichFindings } from './findings-file';
import { behindFigure, NEWEST_FIRST } from './published-queries';
import { questionParameters, QuestionRefused, readQuestion, type Question } from './question';

export const FORMATS = {
  csv: 'CSV, for spreadsheets and statistics',
  xlsx: 'XLSX, an Excel book',
  jsonl: 'JSON Lines, for programs: the words exactly as they are',
} as const;
export type Format = keyof typeof FORMATS;

/** What a list was filtered by when its export was asked for; frozen with it. */
export type ExportFilter =
  | {
      of: 'published';
      q: string;
      region: string;
      year: string;
      coded: '' | 'no' | 'yes';
      /** The edition in force then: what counts as coded. */
      edition: string;
    }
  | { of: 'behind'; question: Record<string, string>; edition: string };

/**
 * The findings that the filter shows, in the list's own order.
 * @throws Refused when they are behind a figure that is hidden now: a list can be counted
 */
export async function findingsOf(
  tx: Tx,
  filter: ExportFilter,
  settings: DisclosureSettings,
): Promise<WhichFindings> {
  if (filter.of === 'behind') {
    const { sql, bindings } = behindFigure(await readableQuestion(tx, filter.question, settings));
    return {
      ctes: sql,
      where: 'f.id in (select finding_id from behind)',
      order: NEWEST_FIRST,
      bindings,
    };
  }
  const { q, region, year, coded, edition } = filter;
  return {
    ctes: fittingReviews(':edition'),
    where: 'r.id in (select id from fitting)',
    order: NEWEST_FIRST,
    bindings: { q, region, year, coded, edition },
  };
}

/**
 * The question whose findings may be listed, of published reviews alone and with its edition.
 * @throws Refused when they may not
 */
export async function readableQuestion(
  tx: Tx,
  parameters: Readonly<Record<string, string>>,
  settings: DisclosureSettings,
): Promise<Question & { edition: string }> {
  try {
    const published = publishedOnly(readQuestion(parameters));
    if (!published) throw new Refused('These are not published findings, so they cannot be exported');
    const answer = await figuresOf(tx, published, settings);
    const question = { ...published, edition: answer.aggregate.edition };
    if (readableIn(answer)(placeOf(question)) === null) {
      throw new Refused(
        'The figure of published reviews alone is nothing or is hidden, so its findings cannot be exported: a list can be counted',
      );
    }
    return question;
  } catch (error) {
    if (error instanceof QuestionRefused) throw new Refused('This figure is not there any more');
    throw error;
  }
}

/** A question as an export keeps it. */
export const questionKept = (question: Question): Record<string, string> =>
  Object.fromEntries(questionParameters(question));

/** The filter in words, a line for each part of it. */
export function filterWords(filter: ExportFilter): string[] {
  if (filter.of === 'behind') {
    const { from, to, by: _by, edition: _edition, origin: _origin, ...values } = filter.question;
    const only = DIMENSION_NAMES.flatMap((name) =>
      values[name] ? [`${dimension(name).label}: ${values[name].split(',').join(', ')}`] : [],
    );
    const period = from || to ? [periodInWords(from, to)] : [];
    return ['Findings behind a figure', ...only, ...period];
  }
  const { q, region, year, coded } = filter;
  const parts = [
    q && `with “${q}”`,
    region && (region === 'not stated' ? 'region not stated' : region),
    year && (year === 'not stated' ? 'year not stated' : `published in ${year}`),
    coded === 'no' ? 'with findings still to code' : coded === 'yes' ? 'fully coded' : '',
  ].filter(Boolean);
  return parts.length > 0
    ? ['Findings of published reviews', ...parts]
    : ['Findings of all published reviews'];
}
