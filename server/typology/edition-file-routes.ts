import { Missing, Refused } from '../http/errors';
import {
  page,
  redirect,
  route,
  type PageReply,
  type Problem,
  type Reply,
  type Route,
  type Visit,
} from '../http/route';
import { ImportProblem } from '../published/import-problem';
import { textOfFile } from '../published/published-file';
import { codebookOf } from './codebook-file';
import { importForm } from './draft-forms';
import { asking, draftHref, formPage } from './draft-form-parts';
import type { Draft } from './draft-model';
import { editionUnderWay } from './draft-queries';
import { DRAFT, draftOf, EDITORS, shownForm } from './draft-visits';
import { editionHref, underWayWords } from './edition-pages';
import { importEdition } from './edition-import';
import { typologyFile } from './typology-file';
import { categoriesOf, crosswalkSteps, editions } from './typology-queries';

const MOST_BYTES = 20 * 1024 * 1024;
const PUBLISHED = '/typology/editions/:edition';
const ANYONE = { method: 'get', who: 'public', scope: 'none', audit: 'none' } as const;
const EDITOR = { ...EDITORS, method: 'get', audit: 'none' } as const;
const IMPORT = '/typology/editions/import';

/** Editions as files: saved by anyone once they are published, drafts by editors; and a draft begun from a file. */
export const editionFileRoutes: Route[] = [
  route({ ...EDITOR, path: IMPORT, handle: (visit) => showImport(visit, []) }),
  route({
    ...EDITORS,
    method: 'post',
    path: IMPORT,
    audit: 'edition.imported',
    form: importForm,
    upload: { field: 'file', mostBytes: MOST_BYTES },
    handle: bringIn,
    redisplay: showImport,
  }),
  route({ ...ANYONE, path: `${PUBLISHED}/typology.json`, handle: publishedTypology }),
  route({ ...ANYONE, path: `${PUBLISHED}/codebook.qdc`, handle: publishedCodebook }),
  route({
    ...EDITOR,
    path: `${DRAFT}/typology.json`,
    handle: async (visit) => draftTypology(await draftOf(visit)),
  }),
  route({
    ...EDITOR,
    path: `${DRAFT}/codebook.qdc`,
    handle: async (visit) => {
      const { code, categories } = await draftOf(visit);
      return codebook(code, categories);
    },
  }),
];

/** views/typology/not-now: why an edition cannot be begun, and the one that it waits for. */
export interface NotNowPage {
  title: string;
  words: string;
  edition: { text: string; href: string };
}

const notNow = (model: NotNowPage): PageReply =>
  page('typology/not-now', model.title, model, {
    section: 'typology',
    layout: { width: 'two-thirds', backLink: { text: 'Back to the editions', href: '/typology/editions' } },
  });

const title = 'Begin an edition from a file';

async function showImport(visit: Visit<unknown>, problems: Problem[]): Promise<PageReply> {
  const waiting = await editionUnderWay(visit.tx);
  const words = underWayWords(waiting);
  if (waiting && words !== null)
    return notNow({
      title,
      words,
      edition: { text: `See edition ${waiting.code}`, href: editionHref(waiting) },
    });
  const ask = asking({ typed: visit.typed, problems });
  const inFile = problems.filter(({ field }) => field === 'file');
  const rest = inFile.slice(1).map(({ message }) => message);
  return shownForm(
    formPage({
      title,
      intro: [
        'A typology/1 file, of which the one edition that is not here yet becomes the draft; or a REFI-QDA codebook (.qdc). All of it is taken or, when anything in it is wrong, none. What the crosswalk lacks you can add afterwards.',
      ],
      action: IMPORT,
      file: true,
      controls: [
        {
          view: 'components/file-upload',
          page: {
            id: 'file',
            name: 'file',
            label: { text: 'File', classes: 'govuk-label--s' },
            hint: { text: 'JSON or XML in UTF-8, at most 20 MB.' },
            errorMessage: inFile[0] && { text: inFile[0].message },
            attributes: { accept: '.json,.qdc,application/json,application/xml' },
            formGroup:
              rest.length > 0
                ? { beforeInput: { content: { view: 'published/problems', page: { problems: rest } } } }
                : {},
          },
        },
        ask.input('code', {
          label: 'Code of the edition',
          hint: 'Needed for a codebook. Empty: what a typology/1 file says.',
          classes: 'govuk-input--width-10',
        }),
      ],
      button: 'Begin the draft',
      cancel: { text: 'Back to the editions', href: '/typology/editions' },
    }),
  );
}

async function bringIn({ tx, actor, house, files, form }: Visit<{ code: string }>): Promise<Reply> {
  const [file] = files;
  if (!file) throw new Refused('Choose a file', 'file');
  if (file.body.length > MOST_BYTES)
    throw new ImportProblem([{ path: 'file', reason: 'is larger than 20 MB' }]);
  const fileName = file.name
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, 200);
  const code = await importEdition(tx, actor, house.now(), {
    code: form.code,
    fileName,
    text: textOfFile(file.body),
  });
  return redirect(draftHref(code), `Edition ${code} is drafted from the file.`);
}

async function publishedTypology({ tx, params }: Visit): Promise<Reply> {
  const edition = (await editions(tx)).find(({ code }) => code === params.edition);
  if (!edition) throw new Missing();
  const steps = (await crosswalkSteps(tx)).filter((step) => step.to_edition === edition.code);
  return json(edition.code, typologyFile([edition], await categoriesOf(tx, edition.code), steps));
}

async function publishedCodebook({ tx, params }: Visit): Promise<Reply> {
  const categories = await categoriesOf(tx, params.edition ?? '');
  if (categories.length === 0) throw new Missing();
  return codebook(params.edition ?? '', categories);
}

function draftTypology({ code, base, categories, baseCategories, steps }: Draft): Reply {
  const named = (own: string) => ({ code: own, name: '' });
  const walk = steps.map(({ from, change, to, reason }) => ({
    from_edition: base,
    to_edition: code,
    from: named(from),
    change,
    to: to.map(named),
    reason,
  }));
  const order = (own: string): number => baseCategories.findIndex((one) => one.code === own);
  walk.sort((a, b) => order(a.from.code) - order(b.from.code));
  const own = categories.map((one) => ({ ...one, edition: code }));
  return json(code, typologyFile([{ code, status: 'draft', in_force_from: null }], own, walk));
}

const json = (code: string, file: object): Reply => ({
  kind: 'file',
  name: `typology-${code}.json`,
  type: 'application/json; charset=utf-8',
  body: `${JSON.stringify(file, null, 1)}\n`,
});

const codebook = (code: string, categories: Draft['baseCategories']): Reply => ({
  kind: 'file',
  name: `typology-${code}.qdc`,
  type: 'application/xml; charset=utf-8',
  body: codebookOf(code, categories),
});
