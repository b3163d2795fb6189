import { z } from 'zod';
import { isUuid } from '../http/ids';
import { text } from '../http/forms';
import { action } from './fields';

/** One box of the page of questions. */
export interface QuestionBox {
  number: number;
  /** The row that the box was filled from; null for a new one. */
  id: string | null;
  version: number;
  text: string;
}

// More than may be asked, for reviews that were brought in with more.
const MOST_BOXES = 30;
const question = text('Question', { most: 2_000 });

/** The boxes that came, in order. A text settled on the page for two people's words goes before the one typed. */
export const questionsForm = z.record(z.string(), z.unknown()).transform((body, context) => {
  const boxes: QuestionBox[] = [];
  for (let number = 1; number <= MOST_BOXES; number += 1) {
    const name = `question-${number}`;
    const settled = Object.keys(body).find((key) => key.startsWith(`${name}-at-`));
    if (body[name] === undefined && settled === undefined) continue;
    const read = question.safeParse(body[settled ?? name]);
    if (!read.success) {
      const message = read.error.issues[0]?.message.replace(/^Question/, `Question ${number}`);
      context.addIssue({ code: 'custom', path: [name], message: message ?? '' });
      continue;
    }
    const id = String(body[`${name}-id`] ?? '');
    boxes.push({
      number,
      id: isUuid(id) ? id : null,
      version: versionIn(settled?.slice(`${name}-at-`.length) ?? body[`${name}-version`]),
      text: read.data,
    });
  }
  return { boxes, action: action.safeParse(body.action).data ?? 'save' };
});

function versionIn(given: unknown): number {
  const version = Number(given);
  return Number.isInteger(version) && version > 0 && version < 2_000_000_000 ? version : 0;
}
