import { longDate } from '../http/dates';
import { WHOLE } from './check-back-forms';
import { checkedWords, linkWords } from './check-back-policy';
import type { Answer, CheckBackShown } from './check-back-queries';
import { changedSince, frozenOf } from './check-back-record';
import { labelled, type PlacedPart } from './conversation-places';
import type { Conversation } from './conversation-queries';

/** Whether and how a record was checked back, as the page of the record says it. */
export interface Checked {
  text: string;
  detail: string;
  /** How many answers wait, with the way to them for those who may deal with them. */
  waiting: { text: string; href: string | null } | null;
}

/**
 * Whether a record was checked back, what became of the answers of all its links, and whether the notes have been
 * changed since the last one. Null when it need not be, and was not.
 * @param at the page on which answers are dealt with; null for those who may not
 */
export function checkedOf(conversation: Conversation, now: Date, at: string | null): Checked | null {
  const links = conversation.check_backs;
  const due = conversation.consent === 'given' && conversation.about === 'practitioner';
  if (!due && links.length === 0) return null;
  const last = links.findLast(({ finished_at }) => finished_at);
  const latest = links.at(-1);
  const text = checkedWords(links, now);
  const frozen = last && frozenOf(last);
  if (!last || !frozen) return { text, detail: latest ? linkWords(latest, now).detail : '', waiting: null };
  const answers = links.flatMap((link) => link.answers);
  const dealtWith = (how: Answer['handled']): Answer[] => answers.filter(({ handled }) => handled === how);
  // Corrections of an earlier link may be taken up after the last one was made: they are the person's own words too.
  const taken = dealtWith('taken_up')
    .filter(({ handled_at }) => String(handled_at) >= last.made_at)
    .sort((a, b) => String(a.handled_at).localeCompare(String(b.handled_at)));
  const agreed = new Map(taken.map((answer) => [answer.place, answer.text]));
  const [takenUp, kept, waiting] = (['taken_up', 'kept', null] as const).map((how) => dealtWith(how).length);
  return {
    text,
    detail: [
      counted(takenUp, 'One correction was taken up.', 'corrections were taken up.'),
      counted(kept, 'One remark is kept beside the notes.', 'remarks are kept beside the notes.'),
      changedSince(frozen, conversation, agreed)
        ? 'The notes have been changed since they were checked.'
        : '',
    ]
      .filter(Boolean)
      .join(' '),
    waiting: waiting
      ? {
          text: counted(waiting, 'One answer waits to be looked at', 'answers wait to be looked at'),
          href: at,
        }
      : null,
  };
}

function counted(n: number | undefined, one: string, many: string): string {
  if (!n) return '';
  return n === 1 ? one : `${n} ${many}`;
}

/** What a person wrote about a record and the reviewers kept beside it. */
export interface RemarkShown {
  lead: string;
  text: string;
  /** What the reviewers noted when they kept it. */
  kept: string;
}

export interface ToldPart extends Omit<PlacedPart, 'passages'> {
  passages: (PlacedPart['passages'][number] & { remarks: RemarkShown[] })[];
}

/**
 * What is written in a record by its parts, with the remarks that were kept beside each; and those about all of it, or
 * about words that are no longer there.
 */
export function toldOf(conversation: Conversation): { parts: ToldPart[]; remarks: RemarkShown[] } {
  const kept = conversation.check_backs.flatMap((link) =>
    link.answers.filter(({ handled }) => handled === 'kept').map((answer) => ({ link, answer })),
  );
  const parts = labelled(conversation);
  const places = new Set(parts.flatMap(({ passages }) => passages.map(({ place }) => place)));
  const at = (wanted: (place: string) => boolean, about?: string): RemarkShown[] =>
    kept.filter(({ answer }) => wanted(answer.place)).map((one) => remarkShown(one, about));
  return {
    parts: parts.map((part) => ({
      ...part,
      passages: part.passages.map((passage) => ({
        ...passage,
        remarks: at((place) => place === passage.place),
      })),
    })),
    remarks: [
      ...at((place) => place === WHOLE),
      ...at((place) => place !== WHOLE && !places.has(place), ' on words that were removed'),
    ],
  };
}

function remarkShown({ link, answer }: { link: CheckBackShown; answer: Answer }, about = ''): RemarkShown {
  const stays = answer.kind === 'correction' ? 'The notes stay as they are' : 'Noted';
  return {
    lead: `Their remark${about}, ${longDate(String(link.finished_at))}`,
    text: answer.text,
    kept: answer.reason ? `${stays}: ${answer.reason}` : '',
  };
}
