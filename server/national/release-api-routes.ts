import { createHash } from 'node:crypto';
import { recordAudit } from '../audit/audit';
import { Missing } from '../http/errors';
import { isUuid } from '../http/ids';
import { route, type Reply, type Route, type Visit } from '../http/route';
import { refuseParameters } from './api-routes';
import { releaseAddress } from './release-words';
import {
  fileOf,
  findRelease,
  listReleases,
  type Correction,
  type ReleaseRow,
  type WholeRelease,
} from './release-queries';
import { sendReleaseFile } from './release-sending';

const TOKEN = {
  method: 'get',
  who: { token: 'aggregates:read' },
  scope: 'national',
  audit: 'release.read',
} as const;

/** Releases by the API (CONTRACT, API): those that are out, with their files and checksums. */
export const releaseApiRoutes: Route[] = [
  route({
    ...TOKEN,
    path: '/api/v1/releases',
    handle: withoutParameters(async (visit) => {
      const out = (await listReleases(visit.tx)).filter(({ state }) => state === 'out');
      await told(visit, 'all', { as: 'list' });
      return tagged({ releases: out.map((release) => summaryOf(release, visit.house.config.publicUrl)) });
    }),
  }),
  route({
    ...TOKEN,
    path: '/api/v1/releases/:release',
    handle: withoutParameters(async (visit) => {
      const release = await releaseOut(visit);
      await told(visit, release.id, { number: release.number });
      const summary = summaryOf(release, visit.house.config.publicUrl);
      return tagged({
        ...summary,
        files: release.files.map(({ name, type, what, bytes, sha256 }) => ({
          name,
          what,
          type,
          bytes,
          sha256,
          url: `/api/v1/releases/${release.number}/${name}`,
        })),
      });
    }),
  }),
  route({
    ...TOKEN,
    path: '/api/v1/releases/:release/:file',
    handle: withoutParameters(async (visit) => {
      const release = await releaseOut(visit);
      const file = await fileOf(visit.tx, release.id, visit.params.file ?? '');
      if (!file) throw new Missing();
      await told(visit, release.id, { number: release.number, file: file.name });
      return sendReleaseFile(file, 'private, max-age=31536000, immutable');
    }),
  }),
];

/** Refuses parameters, which none of these addresses has: what is misspelt must not be taken for what was asked. */
function withoutParameters(handle: (visit: Visit) => Promise<Reply>): (visit: Visit) => Promise<Reply> {
  return async (visit) => refuseParameters(visit) ?? handle(visit);
}

/** A release that is out, by its number or its id. */
async function releaseOut({ tx, params }: Visit): Promise<WholeRelease> {
  const { release: which = '' } = params;
  const found = isUuid(which)
    ? await findRelease(tx, { id: which.toLowerCase() })
    : /^[1-9]\d{0,8}$/.test(which)
      ? await findRelease(tx, { number: Number(which) })
      : undefined;
  if (found?.state !== 'out') throw new Missing();
  return found;
}

function summaryOf(release: ReleaseRow & { corrections: Correction[] }, publicUrl: string) {
  const { id, number, title, settings, decided_at, corrects_number, what_changed, corrections, sha256 } =
    release;
  return {
    id,
    number,
    title,
    released_at: decided_at?.toISOString() ?? null,
    edition: settings.edition,
    origin: settings.origin,
    before: settings.before,
    tables: settings.tables.map((by) => ({ by })),
    map: settings.map,
    corrects: corrects_number,
    what_changed,
    corrected_by: corrections.map((one) => one.number),
    sha256,
    page: releaseAddress(publicUrl, number ?? 0),
    url: `/api/v1/releases/${number}`,
  };
}

/** What may change (a later release corrects it) is asked for again, and answered with 304 while it has not. */
function tagged(body: object): Reply {
  const tag = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return { kind: 'json', body, headers: { ETag: `"${tag}"`, 'Cache-Control': 'private, no-cache' } };
}

async function told({ tx }: Visit, subject: string, detail: Record<string, unknown>): Promise<void> {
  await recordAudit(tx, { board: null, action: 'release.read', kind: 'release', subject, detail });
}
