import { apiProblem, PROBLEM_TYPE } from '../http/api-problems';
import { route, type Problem, type Reply, type Route, type Visit } from '../http/route';
import { recordAudit } from '../audit/audit';
import { AS_CSV, copyOut } from '../database/copy-out';
import { withNational } from '../database/with-actor';
import { ask } from './ask';
import { figuresBook, figuresCsv, fileName } from './figures-files';
import { findingsFileQuery, findingsQuery } from './api-forms';
import { describeApi } from './openapi';
import { allFindings, findingCells } from './findings-file';
import { editionAsked, publishedFindings, type PublishedFinding } from './published-queries';
import { problemsOf, QuestionRefused, readQuestion, shown, type Question } from './question';

const CSV = 'text/csv; charset=utf-8';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const FINDINGS_A_PAGE = 100;

/** The API of the national figures and of the published findings, version 1 (CONTRACT). */
export const nationalApiRoutes: Route[] = [
  route({
    method: 'get',
    path: '/api/v1/openapi.json',
    who: 'public',
    scope: 'none',
    audit: 'none',
    handle: async (visit) => ({ kind: 'json', body: describeApi(visit.house.config.publicUrl) }),
  }),
  route({
    method: 'get',
    path: '/api/v1/aggregates',
    who: { token: 'aggregates:read' },
    scope: 'national',
    audit: 'national.queried',
    handle: (visit) =>
      answering(visit, async (question) => {
        const taken = visit.accepts('application/json', 'text/csv');
        if (taken === false) return notAcceptable('application/json or text/csv');
        const wantsCsv = taken === 'text/csv';
        const answer = await ask(visit, question, 'national.queried', wantsCsv ? 'csv' : 'json');
        const headers = { Vary: 'Accept' };
        return wantsCsv
          ? { kind: 'text', body: figuresCsv(answer), type: CSV, headers }
          : { kind: 'json', body: answer.aggregate, headers };
      }),
  }),
  route({
    method: 'get',
    path: '/api/v1/aggregates.csv',
    who: { token: 'aggregates:read' },
    scope: 'national',
    audit: 'national.exported',
    handle: figuresAsCsv,
  }),
  route({
    method: 'get',
    path: '/api/v1/aggregates.xlsx',
    who: { token: 'aggregates:read' },
    scope: 'national',
    audit: 'national.exported',
    handle: figuresAsBook,
  }),
  route({
    method: 'get',
    path: '/api/v1/findings',
    who: { token: 'findings:read' },
    scope: 'national',
    audit: 'none',
    handle: findingsPage,
  }),
  route({
    method: 'get',
    path: '/api/v1/findings.csv',
    who: { token: 'findings:read' },
    scope: 'national',
    audit: 'findings.exported',
    handle: findingsAsCsv,
  }),
];

/** The figures of a question as a CSV file; also for those signed in. */
export function figuresAsCsv(visit: Visit): Promise<Reply> {
  return answering(visit, async (question) => {
    const answer = await ask(visit, question, 'national.exported', 'csv');
    return { kind: 'file', name: fileName(answer, 'csv'), type: CSV, body: figuresCsv(answer) };
  });
}

/** The figures of a question as an Excel book; also for those signed in. */
export function figuresAsBook(visit: Visit): Promise<Reply> {
  return answering(visit, async (question) => {
    const answer = await ask(visit, question, 'national.exported', 'xlsx');
    return { kind: 'file', name: fileName(answer, 'xlsx'), type: XLSX, body: await figuresBook(answer) };
  });
}

/** The address as a question reads it: a repeated parameter adds values, an empty one says nothing. */
export function givenParameters(visit: Visit): Record<string, string> {
  return Object.fromEntries(
    Object.keys(visit.query)
      .map((name): [string, string] => [name, visit.queryAll(name).filter(Boolean).join(',')])
      .filter(([name, value]) => value !== '' || name === 'by'),
  );
}

async function answering(visit: Visit, answer: (question: Question) => Promise<Reply>): Promise<Reply> {
  try {
    return await answer(readQuestion(givenParameters(visit)));
  } catch (error) {
    if (error instanceof QuestionRefused) return problemReply(error.problems);
    throw error;
  }
}

/** The refusal of an address that takes no parameters and came with some; null where it has none. */
export function refuseParameters(visit: Visit): Reply | null {
  const given = Object.keys(visit.query);
  if (given.length === 0) return null;
  return problemReply(
    given.map((field) => ({ field, message: `${field} is no parameter: this address takes none` })),
  );
}

/** @param types what there is */
function notAcceptable(types: string): Reply {
  return {
    kind: 'json',
    status: 406,
    type: PROBLEM_TYPE,
    headers: { Vary: 'Accept' },
    body: apiProblem(406, `This address answers as ${types}.`),
  };
}

function problemReply(problems: readonly Problem[]): Reply {
  return {
    kind: 'json',
    status: 422,
    type: PROBLEM_TYPE,
    body: {
      type: 'about:blank',
      title: 'The request cannot be answered as it is put',
      status: 422,
      detail: problems.map(({ message }) => message).join('. '),
      parameter: problems[0]?.field ?? '',
      errors: problems.map(({ field, message }) => ({ parameter: field, detail: message })),
    },
  };
}

async function findingsPage(visit: Visit): Promise<Reply> {
  if (visit.accepts('application/json') === false) {
    return notAcceptable('application/json; /api/v1/findings.csv gives them as CSV');
  }
  const read = findingsQuery.safeParse(givenParameters(visit));
  if (!read.success) return problemReply(read.error.issues.flatMap((issue) => problemsOf(issue)));
  const after = read.data.after ?? null;
  const { edition, found } = await withNational(visit.house.database, async (tx) => {
    const edition = await editionAsked(tx, read.data.edition);
    if (edition === null) return { edition, found: [] };
    return { edition, found: await publishedFindings(tx, edition, after, FINDINGS_A_PAGE + 1) };
  });
  if (edition === null) return noEdition(read.data.edition);
  const findings = found.slice(0, FINDINGS_A_PAGE);
  const last = findings.at(-1);
  const next =
    found.length > FINDINGS_A_PAGE && last
      ? `/api/v1/findings?after=${last.key}&edition=${encodeURIComponent(edition)}`
      : null;
  return {
    kind: 'json',
    body: { findings: findings.map(withoutKey), next },
    ...(next === null ? {} : { headers: { Link: `<${next}>; rel="next"` } }),
  };
}

/** All of them with what they count as in an edition, sent as they are read. */
async function findingsAsCsv(visit: Visit): Promise<Reply> {
  const { tx, house } = visit;
  const read = findingsFileQuery.safeParse(givenParameters(visit));
  if (!read.success) return problemReply(read.error.issues.flatMap((issue) => problemsOf(issue)));
  const edition = await withNational(house.database, (national) => editionAsked(national, read.data.edition));
  if (edition === null) return noEdition(read.data.edition);
  await recordAudit(tx, {
    board: null,
    action: 'findings.exported',
    kind: 'findings',
    subject: 'published',
    detail: { form: 'csv', edition },
  });
  return {
    kind: 'stream',
    name: 'published-findings.csv',
    type: CSV,
    open: async () => copyOut(house.database, findingCells(allFindings(edition)), AS_CSV),
  };
}

/** The refusal of an edition that is not there, or is not published. */
function noEdition(asked = ''): Reply {
  const message = `edition has ${shown(asked)}, which is no published edition: /api/v1/typology names them`;
  return problemReply([{ field: 'edition', message }]);
}

function withoutKey({ key: _key, ...finding }: PublishedFinding): Omit<PublishedFinding, 'key'> {
  return finding;
}
