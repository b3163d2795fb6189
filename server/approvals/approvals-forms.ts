import { z } from 'zod';
import { choice, text } from '../http/forms';
import { isUuid } from '../http/ids';
import { PART_HEADINGS } from './reading-parts';
import type { SectionSlug } from '../findings/sufficiency';
import { TRANSITIONS } from './transitions';

/** Most characters of a comment. */
export const LONGEST_COMMENT = 5000;

/** The version that was on the page. One that is not an id matches none. */
const versionId = text('Version').transform((value) => (isUuid(value) ? value.toLowerCase() : undefined));
const words = (label: string, required: string) => text(label, { most: LONGEST_COMMENT, required });

export const withdrawalForm = z.object({ version_id: versionId });
export const returnForm = z.object({
  version_id: versionId,
  comment: words('What should change', String(TRANSITIONS.return.comment?.missing)),
});
export const approvalForm = z.object({ version_id: versionId, sha256: text('Version') });
export const reopeningForm = z.object({
  version_id: versionId,
  comment: words('The reason', String(TRANSITIONS.reopen.comment?.missing)),
});
export const commentForm = z.object({
  version_id: versionId,
  part: choice(Object.keys(PART_HEADINGS) as SectionSlug[], 'Choose the part that the comment is on'),
  text: words('Your comment', 'Write your comment'),
});
