import type { Actor } from '../database/with-actor';
import type { WholeFinding } from '../findings/finding-queries';
import type { SectionSlug } from '../findings/sufficiency';
import { inWordsOf, wordsOf } from '../reviews/method-words';
import { commentField } from './approvals-forms';
import { barToApproval } from './approvals-policy';
import { PART_HEADINGS } from './reading-parts';
import { ACTIONS, TRANSITIONS, stepFor, type Action, type Part } from './transitions';

/** The form for a comment on one part. */
export interface CommentForm {
  part: SectionSlug;
  heading: string;
  action: string;
  /** The name and the id of its box. */
  field: string;
  open: boolean;
  value: string;
  error?: { text: string };
}
/** A step that can be taken, with what it will do. */
export interface Choice {
  action: string;
  button: string;
  will: string;
  secondary: boolean;
  comment: { label: string; hint: string; value: string; error?: { text: string } } | null;
}
export interface Decision {
  title: string;
  choices: Choice[];
  /** Why this person cannot approve it; empty when nothing bars them. */
  barred: string;
}

export interface Reader {
  actor: Actor;
  /** Whether they asked to see what changed. */
  changes: boolean;
  /** What was typed, when a form was refused, and the messages by field. */
  typed: Record<string, string>;
  errors: Record<string, { text: string }>;
}

export function commentFormOf(part: SectionSlug, path: string, { typed, errors }: Reader): CommentForm {
  const field = commentField(part);
  const value = typed[field] ?? '';
  return {
    part,
    heading: PART_HEADINGS[part],
    // A page that answers the form itself opens at the part.
    action: `${path}/comments#${part}`,
    field,
    open: value.trim() !== '' || errors[field] !== undefined,
    value,
    error: errors[field],
  };
}

const TITLES: Record<Action, string> = {
  submit: 'Send it',
  withdraw: 'Change your mind?',
  return: 'Your decision',
  approve: 'Your decision',
  reopen: 'Open it again',
};
// Approving comes first on the page; to send is done where the finding is written.
const OFFERED: readonly Action[] = [
  'approve',
  ...ACTIONS.filter((action) => action !== 'approve' && action !== 'submit'),
];

/** The steps open to this reader, with what each will do; null when there are none. */
export function decisionOf(
  whole: WholeFinding,
  parts: readonly Part[],
  path: string,
  { actor, typed, errors }: Reader,
): Decision | null {
  const open = OFFERED.filter((action) => 'to' in stepFor(parts, whole.state, action));
  if (open.length === 0) return null;
  const barred = open.includes('approve') ? (barToApproval(actor, whole) ?? '') : '';
  const said = (text: string): string => inWordsOf(wordsOf(whole.head.words), text);
  const choices = open
    .filter((action) => action !== 'approve' || !barred)
    .map((action): Choice => {
      const { noun, button, will, comment } = TRANSITIONS[action];
      return {
        action: `${path}/${noun}`,
        button: said(button),
        will: said(will),
        secondary: action !== 'approve',
        comment: comment && {
          label: comment.label,
          hint: said(comment.hint),
          value: typed.comment ?? '',
          error: errors.comment,
        },
      };
    });
  return { title: TITLES[open[0] ?? 'approve'], choices, barred };
}
