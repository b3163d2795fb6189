import type { Actor } from '../database/with-actor';
import type { WholeFinding } from '../findings/finding-queries';
import type { SectionSlug } from '../findings/sufficiency';
import { count, longDate } from '../http/dates';
import { isRemovable } from './approvals-policy';
import { PART_HEADINGS } from './reading-parts';
import { findingPath, type Version } from './step';

/** Something in the margin, beside the part that it is about. */
export interface MarginNote {
  by: string;
  text: string;
  link?: { text: string; href: string };
  /** About the page rather than the finding: not printed. */
  screenOnly?: boolean;
  /** Where its writer takes it off the page, while they may. */
  removal?: { href: string; of: string };
}
/** A part of the page with the ids of its changes. */
export interface Section {
  part: SectionSlug;
  heading: string;
  changes: string[];
}

const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
/** `second version`, `version 11`. */
export function versionWords(number: number): string {
  const ordinal = ORDINALS[number - 1];
  return ordinal ? `${ordinal} version` : `version ${number}`;
}

/** What the chair wrote when returning or reopening an earlier version stands at the head of the next. */
export function decisionNotes(whole: WholeFinding, shown: Version, actor: Actor): MarginNote[] {
  return whole.steps.flatMap((step) => {
    const version = whole.versions.find(({ id }) => id === step.version_id);
    if (!step.comment || !version || version.number >= shown.number) return [];
    const doing = step.action === 'reopen' ? 'reopening' : 'returning';
    const by = step.by_account === actor.accountId ? 'You' : step.by_name;
    return [{ by: `${by}, ${doing} the ${versionWords(version.number)}`, text: step.comment }];
  });
}

/** Comments made on versions up to the one shown. Those made on a draft stay with those who write. */
export function commentsOn(
  whole: WholeFinding,
  part: SectionSlug,
  shown: Version,
  actor: Actor,
): MarginNote[] {
  return whole.comments.flatMap((comment) => {
    const version = whole.versions.find(({ id }) => id === comment.version_id);
    if (comment.part !== part || !version || version.number > shown.number) return [];
    const by = comment.by_account === actor.accountId ? 'You' : comment.by_name;
    const on = version.id === shown.id ? longDate(comment.at) : `on the ${versionWords(version.number)}`;
    const removal = isRemovable(actor, comment, version)
      ? {
          href: `${findingPath(whole.review_id, whole.id)}/comments/${comment.id}/removal#${part}`,
          of: PART_HEADINGS[part],
        }
      : undefined;
    return [{ by: `${by}, ${on}`, text: comment.text, removal }];
  });
}

/** How much changed in a part since it was last read, and where to read on. */
export function changeNotes(sections: readonly Section[], part: SectionSlug): MarginNote[] {
  const index = sections.findIndex((section) => section.part === part);
  const changes = sections[index]?.changes ?? [];
  if (changes.length === 0) return [];
  const next = sections.slice(index + 1).find((section) => section.changes.length > 0)?.changes[0];
  return [
    {
      by: 'Changed since you last read',
      text: `${count(changes.length, 'passage')}.`,
      screenOnly: true,
      link: next ? { text: 'Next change', href: `#${next}` } : undefined,
    },
  ];
}

/** All that changed since the version that was last read, for the head of the page. */
export function changesSince(
  seen: Version,
  sections: readonly Section[],
): { text: string; links: { text: string; href: string }[] } {
  const total = sections.reduce((sum, { changes }) => sum + changes.length, 0);
  const since = `since you read the ${versionWords(seen.number)}`;
  if (total === 0) return { text: `Nothing in the words has changed ${since}.`, links: [] };
  return {
    text: `${count(total, 'passage')} changed ${since}:`,
    links: sections.flatMap(({ heading, changes }) =>
      changes.length > 0
        ? [{ text: changes.length > 1 ? `${heading} (${changes.length})` : heading, href: `#${changes[0]}` }]
        : [],
    ),
  };
}
