import { longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import { registerState } from '../accounts/register-words';
import { wordsOf } from './method-words';
import type { ReviewCan } from './review-policy';
import type { Candidate, Member, WholeReview } from './review-queries';

interface MemberLine {
  name: string;
  /** How they stand in the register, and their independence. */
  details: string[];
  warning: string | null;
  words: string | null;
  remove: string | null;
}
interface Choice {
  value: string;
  text: string;
  hint?: { text: string };
}

export interface TeamPage {
  leads: MemberLine[];
  team: MemberLine[];
  can: { run: boolean };
  leadsAction: string;
  teamAction: string;
  leadChoices: Choice[];
  teamChoices: Choice[];
  lead: string;
  teamMember: string;
  errors: Record<string, { text: string }>;
}

/** Who is on a review, with their standing in the register and their independence; and who could join. */
export function teamPage(
  review: WholeReview,
  candidates: readonly Candidate[],
  can: ReviewCan,
  today: string,
  typed: Typed = {},
  problems: readonly Problem[] = [],
): TeamPage {
  const of = (part: Member['part']): MemberLine[] =>
    review.members
      .filter((member) => member.part === part)
      .map((member) => memberLine(review, member, can, today));
  const choices = (part: Member['part']): Choice[] =>
    candidates
      .filter((candidate) => candidate.part === part)
      .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'))
      .map((candidate) => ({
        value: candidate.account_id,
        text: candidate.name,
        hint: part === 'lead' ? { text: registerState(candidate, today).text } : undefined,
      }));
  return {
    leads: of('lead'),
    team: of('team'),
    can: { run: can.run },
    leadsAction: `/reviews/${review.id}/team/leads`,
    teamAction: `/reviews/${review.id}/team/members`,
    leadChoices: choices('lead'),
    teamChoices: choices('team'),
    lead: typedText(typed, 'lead'),
    teamMember: typedText(typed, 'team'),
    errors: errorsByField(problems),
  };
}

function memberLine(review: WholeReview, member: Member, can: ReviewCan, today: string): MemberLine {
  const remove = can.run ? `/reviews/${review.id}/team/${member.id}/removal` : null;
  if (member.part === 'team') return { name: member.name, details: [], warning: null, words: null, remove };
  const standing = registerState(member, today);
  return {
    name: member.name,
    details: [
      standing.text,
      member.declared_at
        ? `Declared independence on ${longDate(member.declared_at)}`
        : `Has not declared independence yet: their ${wordsOf(review.head.words).finding.many} cannot be sent to the chair until they have.`,
    ],
    warning: standing.current
      ? null
      : 'Can read and write drafts, not submit, until the accreditation is renewed.',
    words: member.declaration,
    remove,
  };
}

export interface IndependencePage {
  action: string;
  /** The declaration, once given; it stands. */
  declared: { on: string; text: string } | null;
  text: string;
  confirm: string[];
  errors: Record<string, { text: string }>;
}

/** A lead reviewer's declaration, to give or to read. */
export function independencePage(
  review: WholeReview,
  mine: Member,
  typed: Typed = {},
  problems: readonly Problem[] = [],
): IndependencePage {
  const { declared_at: at, declaration } = mine;
  return {
    action: `/reviews/${review.id}/independence`,
    declared: at ? { on: longDate(at), text: declaration ?? '' } : null,
    text: typedText(typed, 'text'),
    confirm: typedText(typed, 'confirm') ? ['yes'] : [],
    errors: errorsByField(problems),
  };
}
