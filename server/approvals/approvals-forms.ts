import { z } from 'zod';
import { choice, text } from '../http/forms';
import { isUuid } from '../http/ids';
import { PART_HEADINGS } from './reading-parts';
import type { SectionSlug } from '../findings/sufficiency';
import type { PartComment } from './part-comments';
import { TRANSITIONS } from './transitions';

/** Most characters of a comment. */
export const LONGEST_COMMENT = 5000;

/** The version that was on the page. One that is not an id matches none. */
const versionId = text('Version').transform((value) => (isUuid(value) ? value.toLowerCase() : undefined));
const words = (label: string, required: string) => text(label, { most: LONGEST_COMMENT, required });

const PARTS = Object.keys(PART_HEADINGS) as SectionSlug[];
/** The name of the box for a comment on a part. */
export const commentField = (part: SectionSlug) => `comment-${part}` as const;

// The page is one form: whichever of its buttons is pressed, what stands in the boxes beside the parts comes too.
const besideParts = z.object(
  Object.fromEntries(
    PARTS.map((part) => [commentField(part), words(`Your comment on “${PART_HEADINGS[part]}”`, '')]),
  ) as Record<ReturnType<typeof commentField>, ReturnType<typeof words>>,
);

/** The comments of a form of the page, in the order of its parts; boxes left empty are none. */
export function commentsOf(form: z.output<typeof besideParts>): PartComment[] {
  return PARTS.map((part) => ({ part, text: form[commentField(part)] })).filter(
    ({ text: said }) => said !== '',
  );
}

export const withdrawalForm = besideParts.extend({ version_id: versionId });
export const returnForm = besideParts.extend({
  version_id: versionId,
  comment: words('What should change', String(TRANSITIONS.return.comment?.missing)),
});
export const approvalForm = besideParts.extend({ version_id: versionId, sha256: text('Version') });
export const reopeningForm = z.object({
  version_id: versionId,
  comment: words('The reason', String(TRANSITIONS.reopen.comment?.missing)),
});
export const commentForm = besideParts
  .extend({
    version_id: versionId,
    part: choice(PARTS, 'Choose the part that the comment is on'),
  })
  .superRefine((form, context) => {
    if (commentsOf(form).length === 0) {
      context.addIssue({ code: 'custom', path: [commentField(form.part)], message: 'Write your comment' });
    }
  });
