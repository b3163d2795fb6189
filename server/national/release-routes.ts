import { recordAudit } from '../audit/audit';
import { withNational } from '../database/with-actor';
import { isoDay } from '../http/dates';
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
import { editions as publishedEditions } from '../typology/typology-queries';
import { askForRelease } from './release-build';
import { refreshOf, releaseBuildPage } from './release-build-pages';
import { releasePage } from './release-body-pages';
import { decideRelease, dropRelease, proposeRelease } from './release-decision';
import type { ReleaseFigures } from './release-figures';
import { releaseFormPage } from './release-form-pages';
import { decisionForm, releaseForm } from './release-forms';
import { buildAddress, releasesPage } from './release-pages';
import { RELEASE_ROLES, worksWithReleases } from './release-policy';
import { fileOf, findRelease, listReleases, namesOf, releasesOut } from './release-queries';
import { smallShares } from './release-small-queries';
import { sendReleaseFile } from './release-sending';

const PUBLIC = { method: 'get', who: 'public', scope: 'none', audit: 'none' } as const;
const STAFF = { who: RELEASE_ROLES, scope: 'national' } as const;
const SECTION = 'releases';
/** A page that anyone may read may be kept a little while: a correction is told soon. */
const PUBLIC_CACHE = 'public, max-age=300';

/** Releases: built, proposed, decided on by a second person, and public once they are out. */
export const releaseRoutes: Route[] = [
  route({ ...PUBLIC, path: '/releases', handle: showList }),
  route({
    ...STAFF,
    method: 'get',
    path: '/releases/new',
    audit: 'none',
    handle: (visit) => showForm(visit),
  }),
  route({
    ...STAFF,
    method: 'post',
    path: '/releases/new',
    audit: 'release.asked',
    form: releaseForm,
    handle: async ({ tx, actor, house, form }) => {
      const now = house.now();
      if (form.settings.before > isoDay(now)) {
        throw new Refused('The day must be today or earlier: what is dated later is not there yet', 'before');
      }
      if (!(await publishedEditions(tx)).some(({ code }) => code === form.settings.edition)) {
        throw new Refused('Choose an edition that is published', 'edition');
      }
      return redirect(buildAddress(await askForRelease(tx, actor, now, form)));
    },
    redisplay: showForm,
  }),
  route({
    ...STAFF,
    method: 'get',
    path: '/releases/builds/:releaseId',
    audit: 'none',
    handle: (visit) => showBuild(visit),
  }),
  route({
    ...STAFF,
    method: 'post',
    path: '/releases/builds/:releaseId/proposal',
    audit: 'release.proposed',
    handle: async ({ tx, actor, house, params }) => {
      const { id } = await proposeRelease(tx, actor, house.now(), params.releaseId ?? '');
      return redirect(buildAddress(id), 'It is proposed. Someone else decides whether it goes out.');
    },
    redisplay: showBuild,
  }),
  route({
    ...STAFF,
    method: 'post',
    path: '/releases/builds/:releaseId/taking-back',
    audit: 'release.dropped',
    handle: async ({ tx, actor, params }) => {
      const { title } = await dropRelease(tx, actor, params.releaseId ?? '');
      return redirect('/releases', `“${title}” is taken back.`);
    },
    redisplay: showBuild,
  }),
  route({
    ...STAFF,
    method: 'post',
    path: '/releases/builds/:releaseId/decision',
    audit: 'release.decided',
    form: decisionForm,
    handle: async ({ tx, actor, house, params, form }) => {
      const { id, number } = await decideRelease(tx, actor, house.now(), params.releaseId ?? '', form);
      return form.decision === 'out'
        ? redirect(`/releases/${number}`, `Release ${number} is out. Anyone can read it here.`)
        : redirect(buildAddress(id), 'It is declined. Who built it sees why.');
    },
    redisplay: showBuild,
  }),
  route({
    ...STAFF,
    method: 'get',
    path: '/releases/builds/:releaseId/files/:name',
    audit: 'release.read',
    handle: async (visit) => {
      const id = visit.params.releaseId ?? '';
      const file = await fileOf(visit.tx, id, visit.params.name ?? '');
      if (!file) throw new Missing();
      await recordAudit(visit.tx, {
        board: null,
        action: 'release.read',
        kind: 'release',
        subject: id,
        detail: { file: file.name },
      });
      return sendReleaseFile(file, 'no-store');
    },
  }),
  route({ ...PUBLIC, path: '/releases/:number', handle: showRelease }),
  route({ ...PUBLIC, path: '/releases/:number/files/:name', handle: publicFile }),
];

async function showList(visit: Visit): Promise<Reply> {
  const { tx, house } = visit;
  const actor = actorOf(visit);
  const model = releasesPage(await listReleases(tx), actor, worksWithReleases(actor), house.now());
  return page('national/releases', 'Releases', model, { section: SECTION, cache: PUBLIC_CACHE });
}

/** Who is signed in; a public route has no one where no one is. */
function actorOf({ actor }: Visit): Visit['actor'] | undefined {
  return actor;
}

async function showForm(visit: Visit<unknown>, problems: Problem[] = []): Promise<PageReply> {
  const { tx, house, typed } = visit;
  const editions = await publishedEditions(tx);
  const inForce = editions.find(({ status }) => status === 'in_force')?.code ?? '';
  const model = releaseFormPage(
    editions,
    await releasesOut(tx),
    isoDay(house.now()),
    await withNational(house.database, (national) =>
      smallShares(national, inForce, house.config.disclosureThreshold),
    ),
    typed,
    problems,
  );
  return page('national/release-new', 'Build a release', model, {
    section: SECTION,
    layout: { width: 'two-thirds', backLink: { text: 'Back to the releases', href: '/releases' } },
  });
}

async function showBuild(visit: Visit<unknown>, problems?: Problem[]): Promise<PageReply>;
async function showBuild(visit: Visit<unknown>): Promise<Reply>;
async function showBuild(visit: Visit<unknown>, problems: Problem[] = []): Promise<Reply> {
  const { tx, house, actor, params, typed } = visit;
  const release = await findRelease(tx, { id: params.releaseId ?? '' });
  if (!release) throw new Missing();
  if (release.state === 'out' && problems.length === 0) return redirect(`/releases/${release.number}`);
  const names = await namesOf(tx, [release.built_by, release.decided_by ?? release.built_by]);
  const corrected = await correctedBy(tx, release.corrects_number);
  const model = releaseBuildPage(release, corrected, actor, names, house.config.publicUrl, typed, problems);
  return page('national/release-build', release.title, model, {
    section: SECTION,
    refresh: problems.length === 0 ? refreshOf(release, house.now()) : undefined,
    layout: { backLink: { text: 'Back to the releases', href: '/releases' } },
  });
}

/** The figures of the release that one corrects. */
async function correctedBy(tx: Visit['tx'], number: number | null): Promise<ReleaseFigures | null> {
  const found = number === null ? undefined : await findRelease(tx, { number });
  return found?.figures ? (JSON.parse(found.figures) as ReleaseFigures) : null;
}

async function publicRelease({ tx, params }: Visit) {
  const { number = '' } = params;
  if (!/^[1-9]\d{0,8}$/.test(number)) throw new Missing();
  const release = await findRelease(tx, { number: Number(number) });
  if (!release?.figures) throw new Missing();
  return { ...release, figures: JSON.parse(release.figures) as ReleaseFigures };
}

async function showRelease(visit: Visit): Promise<Reply> {
  const release = await publicRelease(visit);
  const corrected = await correctedBy(visit.tx, release.corrects_number);
  const model = releasePage(release.figures, release, visit.house.config.publicUrl, corrected);
  return page('national/release', `${release.title}: release ${release.number}`, model, {
    section: SECTION,
    cache: PUBLIC_CACHE,
    layout: { breadcrumbs: [{ text: 'Releases', href: '/releases' }, { text: `Release ${release.number}` }] },
  });
}

async function publicFile(visit: Visit): Promise<Reply> {
  const { tx, params } = visit;
  const { number = '', name = '' } = params;
  if (!/^[1-9]\d{0,8}$/.test(number)) throw new Missing();
  const release = await findRelease(tx, { number: Number(number) });
  const file = release && (await fileOf(tx, release.id, name));
  if (!release || !file) throw new Missing();
  if (actorOf(visit)) {
    await recordAudit(tx, {
      board: null,
      action: 'release.read',
      kind: 'release',
      subject: release.id,
      detail: { number: release.number, file: name },
    });
  }
  return sendReleaseFile(file, 'public, max-age=31536000, immutable');
}
