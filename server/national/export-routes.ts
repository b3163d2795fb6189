import { z } from 'zod';
import { choice, text } from '../http/forms';
import { page, redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { askForExport, cancelExport, downloadExport, removeExport } from './export';
import { FORMATS, type ExportFilter, type Format } from './export-filter';
import { exportsPage, isGoingOn } from './export-pages';
import { listExports } from './export-queries';
import { NATIONAL_LAYOUT } from './national-pages';

const STAFF = { who: ['analyst', 'editor'], scope: 'national' } as const;
const EXPORTS = '/national/exports';
const REFRESH_SECONDS = 5;

/** What a list sends to have what it shows exported. */
export const exportForm = z.object({
  of: choice(['published', 'behind', 'pair'], 'Ask for an export from the list that it is of'),
  format: choice(Object.keys(FORMATS) as Format[], 'Choose CSV, XLSX or JSON Lines'),
  q: text('Words', { most: 500 }),
  region: text('Region', { most: 500 }),
  year: text('Year', { most: 20 }),
  coded: text('Coded').transform((value) => (value === 'no' || value === 'yes' ? value : '')),
  /** The question of a figure, as an address carries it. */
  question: text('The question', { most: 4000 }),
  /** Two categories that occur together, by their codes. */
  pair: text('The two categories', { most: 200 }),
  edition: text('Edition', { most: 40, required: 'Ask for an export from the list that it is of' }),
});

/** Exports of coded findings: asked for, made in the background, downloaded (METHOD section 8). */
export const exportRoutes: Route[] = [
  route({ ...STAFF, method: 'get', path: EXPORTS, audit: 'none', handle: (visit) => show(visit) }),
  route({
    ...STAFF,
    method: 'post',
    path: EXPORTS,
    audit: 'export.asked',
    form: exportForm,
    handle: async ({ tx, actor, house, form }) => {
      await askForExport(tx, actor, house, { filter: filterOf(form), format: form.format });
      return redirect(EXPORTS, 'Your export is being made. It stays here for seven days when it is ready.');
    },
    redisplay: show,
  }),
  route({
    ...STAFF,
    method: 'post',
    path: `${EXPORTS}/:exportId/cancellation`,
    audit: 'export.cancelled',
    handle: async ({ tx, actor, house, params }) => {
      await cancelExport(tx, actor, house.now(), params.exportId ?? '');
      return redirect(EXPORTS, 'The export is cancelled. Nothing of it is kept.');
    },
    redisplay: show,
  }),
  route({
    ...STAFF,
    method: 'post',
    path: `${EXPORTS}/:exportId/removal`,
    audit: 'export.removed',
    handle: async ({ tx, actor, house, params }) => {
      await removeExport(tx, actor, house.now(), params.exportId ?? '');
      return redirect(EXPORTS, 'The file is removed.');
    },
    redisplay: show,
  }),
  route({
    ...STAFF,
    method: 'get',
    path: `${EXPORTS}/:exportId/file`,
    audit: 'export.downloaded',
    handle: ({ tx, actor, house, params }) => downloadExport(tx, actor, house, params.exportId ?? ''),
  }),
];

function filterOf(form: z.output<typeof exportForm>): ExportFilter {
  const { of, q, region, year, coded, question, pair, edition } = form;
  if (of === 'published') return { of, q, region, year, coded, edition };
  const asked = { question: Object.fromEntries(new URLSearchParams(question)), edition };
  return of === 'pair' ? { of, pair, ...asked } : { of, ...asked };
}

async function show(
  { tx, actor, house, query }: Visit<unknown>,
  problems: Problem[] = [],
): Promise<PageReply> {
  const everyone = query.of === 'everyone';
  const rows = await listExports(tx, everyone ? null : actor.accountId);
  const refresh = problems.length === 0 && rows.some(isGoingOn);
  return page('national/exports', 'Exports', exportsPage(rows, actor.accountId, everyone, house.now()), {
    ...NATIONAL_LAYOUT,
    ...(refresh ? { refresh: REFRESH_SECONDS } : {}),
  });
}
