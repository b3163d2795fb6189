import { longDate } from '../http/dates';
import { looksPersonal } from './conversation-policy';
import type { Conversation } from './conversation-queries';

/** A prompt when the label looks like a name; never a block. */
export function personalOf(
  { role_label, about }: Pick<Conversation, 'role_label' | 'about'>,
  base: string,
): { text: string; href: string } | null {
  if (!looksPersonal(role_label)) return null;
  const instead = about === 'family' ? '“Mother” or “Grandparent 1”' : '“Health visitor 1”';
  return {
    text: `“${role_label}” looks like a person’s name. People are known here by a label such as ${instead}.`,
    href: `${base}/about`,
  };
}

/** Another record with the same label, and the label that is free. */
export interface Namesake {
  text: string;
  record: string;
  change: string;
  free: string;
}

/** A prompt when a record begun earlier has the same label in the same agency; never a block: people are met twice. */
export function namesakeOf(
  { role_label, alike }: Pick<Conversation, 'role_label' | 'alike'>,
  base: string,
): Namesake | null {
  const same = alike.find(({ earlier, role_label: other }) => earlier && plain(other) === plain(role_label));
  if (!same) return null;
  const held = same.held_on ? `, spoken with on ${longDate(same.held_on)}` : '';
  return {
    text: `There is “${same.role_label}” already${held}: is it the same person?`,
    record: base.replace(/[^/]+$/, same.id),
    change: `${base}/about`,
    free: freeLabel(
      role_label,
      alike.map((other) => other.role_label),
    ),
  };
}

/** The label with the next number that no one has: “Health visitor 1” is followed by “Health visitor 2”. */
export function freeLabel(label: string, taken: readonly string[]): string {
  const [, role = label, last = '1'] = /^(.*?\S)\s*(\d{1,3})$/.exec(label) ?? [];
  const known = new Set(taken.map(plain));
  let number = Number(last) + 1;
  while (known.has(plain(`${role} ${number}`))) number += 1;
  return `${role} ${number}`;
}

const plain = (label: string): string => label.toLowerCase().replace(/\s+/g, ' ').trim();
