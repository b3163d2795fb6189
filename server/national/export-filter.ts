import type { Tx } from '../database/with-actor';
import { Refused } from '../http/errors';
import { fittingReviews, isCoded } from '../published/fitting';
import { figuresOf, type DisclosureSettings } from './aggregates';
import { placeOf, publishedOnly, readableIn } from './behind';
import { dimension, DIMENSION_NAMES } from './dimensions';
import { periodInWords } from './figures-files';
import { COUNTED_IN_EDITION, type WhichFindings } from './findings-file';
import { mapOf, pairOf, readablePair } from './map';
import { behindFigure, editionAsked, NEWEST_FIRST } from './published-queries';
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
      /** `no`: the findings that are still to code, of the reviews that have some. */
      coded: '' | 'no' | 'yes';
      /** The edition in force then: what counts as coded, and what they count as. */
      edition: string;
    }
  | { of: 'behind'; question: Record<string, string>; edition: string }
  /** Of reviews with both of two categories: what the map leads to. */
  | { of: 'pair'; pair: string; question: Record<string, string>; edition: string };

/**
 * The findings that the filter shows, in the list's own order, counted in the edition of the filter.
 * @throws Refused when they are behind a figure that is hidden now: a list can be counted; or there is no such edition
 */
export async function findingsOf(
  tx: Tx,
  filter: ExportFilter,
  settings: DisclosureSettings,
): Promise<WhichFindings> {
  if (filter.of !== 'published') {
    const { sql, bindings } =
      filter.of === 'pair'
        ? behindFigure(...(await readableTogether(tx, filter.question, filter.pair, settings)))
        : behindFigure(await readableQuestion(tx, filter.question, settings));
    return {
      ctes: sql,
      where: 'f.id in (select finding_id from behind)',
      order: NEWEST_FIRST,
      bindings,
    };
  }
  const { q, region, year, coded, edition } = filter;
  if ((await editionAsked(tx, edition)) === null) {
    throw new Refused(
      'There is no such edition of the typology. Ask for an export from the list that it is of',
    );
  }
  const toCode = coded === 'no' ? ` and not ${isCoded(':edition')}` : '';
  return {
    ctes: `${COUNTED_IN_EDITION}, ${fittingReviews(':edition')}`,
    where: `r.id in (select id from fitting)${toCode}`,
    order: NEWEST_FIRST,
    bindings: { q, region, year, coded, edition },
  };
}

const HIDDEN_FIGURE =
  'The figure of published reviews alone is nothing or is hidden, so its findings cannot be exported: a list can be counted';

/**
 * The same of two categories that occur together.
 * @throws Refused when they may not be listed
 */
async function readableTogether(
  tx: Tx,
  parameters: Readonly<Record<string, string>>,
  pair: string,
  settings: DisclosureSettings,
): Promise<[Question & { edition: string }, [string, string]]> {
  const { category: _category, ...given } = parameters;
  return refusing(async () => {
    const published = publishedOnly(readQuestion({ ...given, by: 'category' }));
    if (!published) throw new Refused('These are not published findings, so they cannot be exported');
    const map = await mapOf(tx, published, settings);
    const values = pairOf(map, pair.split(','));
    if (!values) throw new Refused('This figure is not there any more');
    const [one, other] = [values[0].code, values[1].code];
    if (readablePair(map, one, other) === null) throw new Refused(HIDDEN_FIGURE);
    return [{ ...published, edition: map.answer.aggregate.edition }, [one, other]];
  });
}

async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof QuestionRefused) throw new Refused('This figure is not there any more');
    throw error;
  }
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
  return refusing(async () => {
    const published = publishedOnly(readQuestion(parameters));
    if (!published) throw new Refused('These are not published findings, so they cannot be exported');
    const answer = await figuresOf(tx, published, settings);
    const question = { ...published, edition: answer.aggregate.edition };
    if (readableIn(answer)(placeOf(question)) === null) throw new Refused(HIDDEN_FIGURE);
    return question;
  });
}

/** A question as an export keeps it. */
export const questionKept = (question: Question): Record<string, string> =>
  Object.fromEntries(questionParameters(question));

/** The filter in words, a line for each part of it. */
export function filterWords(filter: ExportFilter): string[] {
  if (filter.of !== 'published') {
    const { from, to, by: _by, edition: _edition, origin: _origin, ...values } = filter.question;
    const only = DIMENSION_NAMES.flatMap((name) =>
      values[name] ? [`${dimension(name).label}: ${values[name].split(',').join(', ')}`] : [],
    );
    const period = from || to ? [periodInWords(from, to)] : [];
    const what =
      filter.of === 'pair'
        ? `Findings of reviews with both ${filter.pair.replace(',', ' and ')}`
        : 'Findings behind a figure';
    return [what, ...only, ...period];
  }
  const { q, region, year, coded } = filter;
  const parts = [
    q && `with “${q}”`,
    region && (region === 'not stated' ? 'region not stated' : region),
    year && (year === 'not stated' ? 'year not stated' : `published in ${year}`),
    coded === 'no' ? 'only findings still to code' : coded === 'yes' ? 'all of whose findings are coded' : '',
  ].filter(Boolean);
  return parts.length > 0
    ? ['Findings of published reviews', ...parts]
    : ['Findings of all published reviews'];
}
