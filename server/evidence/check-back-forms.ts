import { z } from 'zod';
import { LONG_TEXT, SHORT_TEXT, choice, text, version } from '../http/forms';
import { LEAST_DAYS, MOST_DAYS } from './check-back-policy';
import type { AnswerKind } from './check-back-queries';
import { passagesOf, type FrozenRecord } from './check-back-record';

const DAYS = `Choose from ${LEAST_DAYS} to ${MOST_DAYS} days`;

/** A new link: for how long, and how it reaches the person. */
export const linkForm = z
  .object({
    days: z.coerce.number({ error: DAYS }).int({ error: DAYS }).min(LEAST_DAYS, DAYS).max(MOST_DAYS, DAYS),
    how: choice(['hand', 'mail'], 'Choose how the link reaches them'),
    address: text('The address'),
  })
  .superRefine(({ how, address }, context) => {
    if (how === 'mail' && !z.email().safeParse(address).success)
      context.addIssue({
        code: 'custom',
        path: ['address'],
        message: 'Write an e-mail address, like name@example.org',
      });
  });

export const takingUpForm = z.object({ version });
/** The reason has the answer’s id in its name: several stand on one page. */
export const keepingForm = z
  .record(z.string(), z.unknown())
  .transform((body, context): { reason: string } => {
    const key = Object.keys(body).find((name) => name.startsWith('reason-')) ?? 'reason-';
    const read = text('The reason', { most: 2_000 }).safeParse(body[key]);
    if (read.success) return { reason: read.data };
    context.addIssue({ code: 'custom', path: [key], message: read.error.issues[0]?.message ?? '' });
    return z.NEVER;
  });

export const codeForm = z.object({
  code: text('The code', { most: 40, required: 'Type the code that you were given' }),
});

export const WHOLE = 'whole';
export const sayName = (place: string): string => `say-${place}`;
export const kindName = (place: string): string => `kind-${place}`;

export interface GivenAnswer {
  place: string;
  kind: AnswerKind;
  text: string;
}

/**
 * What a person wrote beside a record: only the places of that record are read, whatever else was sent.
 * @returns the answers, an empty text where there is none; or problems by field
 */
export function answersForm(record: FrozenRecord) {
  const places = [...passagesOf(record).keys(), WHOLE];
  return z.record(z.string(), z.unknown()).transform((body, context) => {
    const answers: GivenAnswer[] = [];
    for (const place of places) {
      const name = sayName(place);
      if (body[name] === undefined) continue;
      const most = place.endsWith('-moment') ? SHORT_TEXT : LONG_TEXT;
      const read = text('What you write here', { most }).safeParse(body[name]);
      if (!read.success) {
        context.addIssue({ code: 'custom', path: [name], message: read.error.issues[0]?.message ?? '' });
        continue;
      }
      const correction = place !== WHOLE && body[kindName(place)] === 'correction';
      answers.push({ place, kind: correction ? 'correction' : 'remark', text: read.data });
    }
    return answers;
  });
}

/** How they end: agreed, or corrected with words (METHOD section 4). */
export function outcomeForm(answers: readonly GivenAnswer[]) {
  const said = answers.filter((answer) => answer.text !== '');
  const corrections = said.filter(({ kind }) => kind === 'correction').length;
  return z
    .object({ outcome: choice(['agreed', 'corrected'], 'Choose one of the two answers before you send it') })
    .superRefine(({ outcome }, context) => {
      const problem = (message: string) => context.addIssue({ code: 'custom', path: ['outcome'], message });
      if (outcome === 'agreed' && corrections > 0)
        problem(
          'You wrote corrections. Do you mean that it is right apart from what you wrote? Then choose “Something has to be put right”. If it is right as it stands, empty those boxes, or choose to keep what we wrote and add yours beside it',
        );
      if (outcome === 'corrected' && said.length === 0)
        problem('Say what has to be put right: beside the words it is about, or in the box above');
    });
}
