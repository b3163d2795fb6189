import { hasRole } from '../database/with-actor';
import { fileName } from '../evidence/incoming-folder';
import { Missing, Refused } from '../http/errors';
import { page, redirect, route, type Problem, type Reply, type Route, type Visit } from '../http/route';
import { ImportProblem, MOST_LISTED } from './import-problem';
import { importedPage, importPage } from './import-pages';
import { importPublished } from './import-published';
import { changedAnything } from './import-words';
import { MOST_BYTES, textOfFile } from './published-file';
import { latestImports, readImport } from './published-queries';

const FORM = { path: '/published/import', who: ['editor'], scope: 'national' } as const;

/** Loading a file of published reviews, on a page. */
export const importRoutes: Route[] = [
  route({ ...FORM, method: 'get', audit: 'none', handle: (visit) => showForm(visit) }),
  route({
    ...FORM,
    method: 'post',
    audit: 'published.imported',
    upload: { field: 'file', mostBytes: MOST_BYTES },
    handle: load,
    redisplay: showForm,
  }),
  route({
    method: 'get',
    path: '/published/imports/:importId',
    who: ['editor', 'analyst'],
    scope: 'national',
    audit: 'none',
    handle: showImported,
  }),
];

/** The same by API: `POST /api/v1/imports`, for the token of a national editor. */
export const importApiRoutes: Route[] = [
  route({
    method: 'post',
    path: '/api/v1/imports',
    who: { token: 'reviews:import' },
    scope: 'national',
    audit: 'published.imported',
    handle: loadByApi,
  }),
];

async function showForm({ tx }: Visit<unknown>, problems: Problem[] = []) {
  const latest = await latestImports(tx, 5);
  return page('published/import', 'Load published reviews', importPage(latest, problems), {
    section: 'published',
    layout: { width: 'two-thirds', backLink: { text: 'Published reviews', href: '/published' } },
  });
}

async function load({ tx, actor, house, files }: Visit): Promise<Reply> {
  const [file] = files;
  if (!file) throw new Refused('Choose a file to load', 'file');
  const { importId } = await importPublished(tx, actor, house.now(), {
    fileName: fileName(file.name),
    text: textOfFile(file.body),
  });
  return redirect(`/published/imports/${importId}`);
}

async function showImported({ tx, params }: Visit) {
  const row = await readImport(tx, params.importId ?? '');
  if (!row) throw new Missing();
  const model = importedPage(row);
  return page('published/imported', model.title, model, {
    section: 'published',
    layout: { width: 'two-thirds', backLink: { text: 'Published reviews', href: '/published' } },
  });
}

async function loadByApi({ tx, actor, house, typed }: Visit): Promise<Reply> {
  if (!hasRole(actor, 'editor')) {
    return problemJson(
      403,
      'Forbidden',
      'Only the token of a national typology editor may load published reviews.',
    );
  }
  try {
    const summary = await importPublished(tx, actor, house.now(), {
      fileName: 'API',
      text: JSON.stringify(typed),
    });
    const { importId: id, sha256, reviews, findings, tags } = summary;
    return {
      kind: 'json',
      status: changedAnything(summary) ? 201 : 200,
      headers: { Location: `/published/imports/${id}` },
      body: { id, sha256, reviews, findings, tags },
    };
  } catch (error) {
    // Thrown before anything is written, so there is nothing to roll back.
    if (!(error instanceof ImportProblem)) throw error;
    return problemJson(422, 'Unprocessable Content', error.message, {
      errors: error.found.slice(0, MOST_LISTED),
    });
  }
}

function problemJson(status: number, title: string, detail: string, more: object = {}): Reply {
  return {
    kind: 'json',
    status,
    type: 'application/problem+json',
    body: { type: 'about:blank', title, status, detail, ...more },
  };
}
