import { recordAudit } from '../audit/audit';
import { NoActor, withActor, withNational, type Actor, type Tx } from '../database/with-actor';
import { isoDay } from '../http/dates';
import { Refused } from '../http/errors';
import type { House } from '../http/route';
import { enqueue, type JobData } from '../jobs/jobs';
import { CAUTION } from './aggregates';
import { freezeRelease, type Frozen } from './release-freeze';
import { insertRelease, lockRelease, moveRelease, releasesOut } from './release-queries';
import type { ReleaseSettings } from './release-settings';
import { countRelease } from './release-counts-queries';
import { aroundRelease } from './release-around-queries';
import { reckon, Unbuildable } from './release-reckoning';
import { shownFreely } from './shown-freely';

/** What is asked for when a release is to be built. */
export interface AskedRelease {
  title: string;
  settings: ReleaseSettings;
  /** The release that it corrects, and what changed. */
  corrects: string | null;
  whatChanged: string;
}

/**
 * Asks for a release: it is counted, protected and tried in the background (METHOD section 8).
 * @returns its id
 * @throws Refused when what it corrects is not out
 */
export async function askForRelease(tx: Tx, actor: Actor, now: Date, asked: AskedRelease): Promise<string> {
  const id = await noteRelease(tx, actor, now, asked);
  await enqueue(tx, 'build-release', { release: id, account: actor.accountId });
  return id;
}

/** The same without the job: for who builds it at once. */
export async function noteRelease(tx: Tx, actor: Actor, now: Date, asked: AskedRelease): Promise<string> {
  const { title, settings, corrects, whatChanged } = asked;
  if (corrects !== null && !(await releasesOut(tx)).some(({ id }) => id === corrects)) {
    throw new Refused('Choose a release that is out: only what is public can be corrected', 'corrects');
  }
  const id = await insertRelease(tx, {
    title,
    settings,
    corrects,
    what_changed: whatChanged,
    built_by: actor.accountId,
    asked_at: now,
  });
  await recordAudit(tx, {
    board: null,
    action: 'release.asked',
    kind: 'release',
    subject: id,
    detail: { title, ...settings, tables: settings.tables.map((by) => by.join(',')), corrects },
  });
  return id;
}

/** The job: builds what was asked for, in the name of who asked. Done twice, the second does nothing. */
export async function buildRelease(house: House, data: JobData): Promise<void> {
  const acting = { accountId: String(data.account), address: 'job' };
  const id = String(data.release);
  const asked = await withActor(house.database, acting, (tx) => lockRelease(tx, id)).catch(
    (error: unknown) => {
      // Who asked may not act any more: nothing is built in their name.
      if (error instanceof NoActor) return undefined;
      throw error;
    },
  );
  if (asked?.state !== 'building') return;
  try {
    const frozen = await workOut(house, asked.settings);
    await withActor(house.database, acting, (tx) => freezeRelease(tx, house, id, frozen));
  } catch (error) {
    if (!(error instanceof Unbuildable)) throw error;
    await withActor(house.database, acting, (tx) => giveUp(tx, id, error.message));
  }
}

/** Counts at one moment, protects everything together, and tries what an outsider could work out. */
async function workOut(house: House, settings: ReleaseSettings): Promise<Frozen> {
  const disclosure = { threshold: house.config.disclosureThreshold, today: isoDay(house.now()) };
  const { counts, around, free } = await withNational(house.database, async (tx) => {
    const counted = await countRelease(tx, settings, disclosure);
    return {
      counts: counted,
      around: await aroundRelease(tx, settings),
      free: counted ? await shownFreely(tx, settings, disclosure) : new Map<string, number>(),
    };
  });
  if (!counts) {
    throw new Unbuildable(
      `Edition ${settings.edition} of the typology is not published. Build it with one that is.`,
    );
  }
  const figures = {
    edition: counts.edition,
    unit: 'reviews' as const,
    threshold: disclosure.threshold,
    as_of: disclosure.today,
    audit_head: around.auditHead,
    caution: CAUTION,
    origin: settings.origin,
    before: settings.before,
    dimensions: counts.dimensions,
    reliability: around.reliability,
    crosswalk: around.crosswalk,
  };
  const elsewhere = { free, editions: around.editions };
  return { ...(await reckon(counts, figures, around.earlier, elsewhere)), categories: around.categories };
}

async function giveUp(tx: Tx, id: string, problem: string): Promise<void> {
  if (!(await moveRelease(tx, id, 'building', { state: 'failed', problem }))) return;
  await recordAudit(tx, {
    board: null,
    action: 'release.failed',
    kind: 'release',
    subject: id,
    detail: { problem },
  });
}
