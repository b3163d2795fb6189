import { Missing } from '../http/errors';
import { route, type PageReply, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { wordsOf } from '../reviews/method-words';
import { evidenceCanOf, pageOfCase, recordCaseReading } from './case-file';
import { readCase } from './case-file-queries';
import { systemPicturePage } from './system-picture-pages';
import { systemParts, type SystemFile } from './system-picture-queries';

const PART = 'system-picture';
type Finding = SystemFile['findings'][number];

/** The system picture of a finding and of a review (METHOD section 5). */
export const systemPictureRoutes: Route[] = [
  route({
    method: 'get',
    path: `/reviews/:reviewId/${PART}`,
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await read(visit, null);
      await recordCaseReading(visit.tx, file, PART);
      return show(visit, file, null);
    },
  }),
  route({
    method: 'get',
    path: `/reviews/:reviewId/findings/:findingId/${PART}`,
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await read(visit, String(visit.params.findingId));
      const [finding] = file.findings;
      if (!finding) throw new Missing();
      await recordCaseReading(visit.tx, file, PART, finding.id);
      return show(visit, file, finding);
    },
  }),
];

async function read(visit: Visit<unknown>, findingId: string | null): Promise<SystemFile> {
  return readCase<SystemFile>(
    visit.tx,
    String(visit.params.reviewId),
    systemParts(findingId) as unknown as Parameters<typeof readCase<SystemFile>>[2],
  );
}

function show(visit: Visit<unknown>, file: SystemFile, finding: Finding | null): PageReply {
  const writes = evidenceCanOf(visit.actor, file).makeSense;
  const model = systemPicturePage(file, { writes, finding });
  const title = finding ? `${model.title} of ${model.caption}` : model.title;
  return pageOfCase(visit, file, PART, 'evidence/system-picture', title, model, {
    backLink: finding
      ? {
          text: `${wordsOf(file.words).finding.One} ${finding.number}`,
          href: `/reviews/${file.id}/findings/${finding.id}`,
        }
      : undefined,
  });
}
