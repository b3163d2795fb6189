import { controlOf, type Errors, type Field, type Typed } from '../findings/fields';
import { longDate } from '../http/dates';
import type { Content } from '../http/views';
import { LEAST_DAYS, MOST_DAYS, USUAL_DAYS, linkWords, stateOf, whyNoLink } from './check-back-policy';
import { WHOLE } from './check-back-forms';
import type { Answer, CheckBackShown } from './check-back-queries';
import { frozenOf, passagesOf, recordOf } from './check-back-record';
import { conversationAt } from './conversation-pages';
import { readPlace } from './conversation-places';
import type { Conversation } from './conversation-queries';

export interface AnswerShown {
  id: string;
  part: string;
  kind: string;
  read: string | null;
  /** The words that stand in the notes now, where they are not those that were read. */
  now: string | null;
  text: string;
  /** What became of it; null while it waits. */
  handled: { text: string; reason: string } | null;
  takeUp: { action: string; version: string } | null;
  keep: { action: string; control: Content } | null;
}

export interface CheckBackPage {
  caption: string;
  title: string;
  intro: string;
  why: string | null;
  form: { action: string; controls: Content[]; noMail: string | null; closes: string | null } | null;
  links: { title: string; state: string; detail: string; revoke: string | null }[];
  /** What came back by each link, the last first: none vanishes because another was answered. */
  answered: { id: string; title: string; detail: string; answers: AnswerShown[]; none: string | null }[];
}

interface Shown {
  now: Date;
  mayMail: boolean;
  mayWrite: boolean;
  typed?: Typed | null;
  errors?: Errors;
}

/** The page from which a record is checked back: a new link, those there are, and what was answered. */
export function checkBackPage(
  conversation: Conversation,
  { now, mayMail, mayWrite, typed = null, errors = {} }: Shown,
): CheckBackPage {
  const base = `${conversationAt(conversation)}/check-back`;
  const why = whyNoLink(conversation, recordOf(conversation).parts.length > 0);
  const links = conversation.check_backs;
  const open = links.some((link) => stateOf(link, now) === 'open');
  const family = conversation.about === 'family';
  return {
    caption: conversation.role_label,
    title: 'Check it back',
    intro: family
      ? 'With families it is kinder to read the notes together. If you choose to give a link instead, it opens this one record and nothing else, with a code that you give separately.'
      : 'They read what you wrote, say what is wrong, and agree or correct it. The link opens this one record as it stands now and nothing else, with a code that you give separately.',
    why,
    form:
      why === null && mayWrite
        ? {
            action: base,
            controls: linkControls(mayMail, typed, errors),
            noMail: mayMail
              ? null
              : 'No mail can be sent from here, because no mail server is set up: you hand the link over yourself.',
            closes: open ? 'The link that is open now closes when you make a new one.' : null,
          }
        : null,
    links: links
      .map((link) => ({
        title: `Made on ${longDate(link.made_at)} by ${link.made_by_name}`,
        ...linkWords(link, now),
        revoke: mayWrite && stateOf(link, now) === 'open' ? `${base}/${link.id}/revocation` : null,
      }))
      .reverse(),
    answered: links
      .filter(({ finished_at }) => finished_at)
      .sort((a, b) => String(b.finished_at).localeCompare(String(a.finished_at)))
      .map((link) => answeredOf(conversation, link, { base, mayWrite, typed, errors })),
  };
}

function linkControls(mayMail: boolean, typed: Typed | null, errors: Errors): Content[] {
  const days: Field = {
    kind: 'line',
    name: 'days',
    label: 'For how many days?',
    hint: `From ${LEAST_DAYS} to ${MOST_DAYS}.`,
  };
  const how: Field = {
    kind: 'choice',
    name: 'how',
    label: 'How does the link reach them?',
    options: { hand: 'I hand it over', mail: 'By e-mail from here' },
    as: 'radios',
  };
  const address: Field = {
    kind: 'line',
    name: 'address',
    label: 'Their e-mail address',
    hint: 'Used to send the link, and then removed. The message holds nothing of the case.',
  };
  const values = { days: String(USUAL_DAYS), how: 'hand' };
  const control = (field: Field): Content => controlOf(field, values, typed, errors);
  const { view, page } = control(days);
  const narrow = { view, page: { ...page, classes: 'govuk-input--width-3', inputmode: 'numeric' } };
  // Without a mail server there is one way, and nothing to choose.
  return mayMail ? [narrow, control(how), control(address)] : [narrow];
}

function answeredOf(
  conversation: Conversation,
  link: CheckBackShown,
  more: { base: string; mayWrite: boolean; typed: Typed | null; errors: Errors },
): CheckBackPage['answered'][number] {
  const on = longDate(String(link.finished_at));
  const agreed = link.outcome === 'agreed';
  return {
    id: `answered-${link.id}`,
    title: agreed ? `They agreed on ${on}` : `They corrected it on ${on}`,
    detail: `${
      agreed
        ? 'They said that it is right as it stands.'
        : 'They said that something has to be put right. Nothing in the notes changes until you take it over.'
    } They read it by the link of ${longDate(link.made_at)}.`,
    answers: link.answers.map((answer) => answerShown(conversation, link, answer, more)),
    none: link.answers.length === 0 ? 'They wrote nothing beside it.' : null,
  };
}

function answerShown(
  conversation: Conversation,
  link: CheckBackShown,
  answer: Answer,
  { base, mayWrite, typed, errors }: { base: string; mayWrite: boolean; typed: Typed | null; errors: Errors },
): AnswerShown {
  const frozen = frozenOf(link);
  const read = (frozen && passagesOf(frozen).get(answer.place)) ?? null;
  const now = passagesOf(recordOf(conversation)).get(answer.place)?.text ?? '';
  const title = frozen?.parts.find(({ passages }) =>
    passages.some(({ place }) => place === answer.place),
  )?.title;
  const version = versionOf(conversation, answer.place);
  const waits = mayWrite && answer.handled === null && conversation.withdrawn_at === null;
  const reason: Field = {
    kind: 'text',
    name: `reason-${answer.id}`,
    label: answer.kind === 'correction' ? 'Why do the notes stay as they are?' : 'Anything to note about it?',
    rows: 2,
  };
  return {
    id: answer.id,
    part:
      answer.place === WHOLE
        ? 'About all of it'
        : title === read?.label
          ? (title ?? '')
          : `${title ?? ''}: ${read?.label ?? ''}`,
    kind: answer.kind === 'correction' ? 'In their words it should read' : 'They remark',
    read: read?.text ?? null,
    now:
      read && now !== read.text && answer.handled !== 'taken_up' ? now || 'These words were removed.' : null,
    text: answer.text,
    handled: answer.handled ? { text: handledWords(answer), reason: answer.reason } : null,
    takeUp:
      waits && answer.kind === 'correction' && version !== null
        ? { action: `${base}/answers/${answer.id}/taking-up`, version: String(version) }
        : null,
    keep: waits
      ? { action: `${base}/answers/${answer.id}/keeping`, control: controlOf(reason, {}, typed, errors) }
      : null,
  };
}

function handledWords({ handled, handled_at, handled_by_name }: Answer): string {
  const who = `${handled_by_name ?? 'Someone'}, ${longDate(String(handled_at))}`;
  return handled === 'taken_up' ? `Taken over into the notes: ${who}` : `Kept as their remark: ${who}`;
}

/** The version of the row that holds a place now; null when it was removed. */
function versionOf(conversation: Conversation, place: string): number | null {
  const at = readPlace(place);
  if (!at) return null;
  if (at.table === 'conversation') return conversation.version;
  const rows: readonly { id: string; version: number }[] =
    at.table === 'turning_point' ? conversation.turning_points : conversation.factors;
  return rows.find(({ id }) => id === at.id)?.version ?? null;
}

export interface MadePage {
  caption: string;
  link: string;
  code: string;
  /** Where the link went, when it was not handed over. */
  mailed: string | null;
  until: string;
  back: string;
}
