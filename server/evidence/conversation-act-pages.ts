import { controlOf, itemsOf, type Errors, type Field, type Typed, type Values } from '../findings/fields';
import { asWritten } from '../findings/frame-pages';
import type { Content } from '../http/views';
import { wordsOf } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import { CONSENTS } from './conversation-forms';
import { namesakeOf, personalOf, type Namesake } from './conversation-label';
import { conversationAt, conversationsAt } from './conversation-pages';
import type { Conversation } from './conversation-queries';
import { scheduleFor, type About } from './conversation-schedule';

export interface AboutPage {
  caption: string;
  title: string;
  action: string;
  back: string;
  button: string;
  hidden: { name: string; value: string }[];
  controls: Content[];
  consentTitle: string;
  explain: readonly string[];
  consent: Content[];
  personal: { text: string; href: string } | null;
  namesake: Namesake | null;
}

const CONSENT_FIELDS: readonly Field[] = [
  { kind: 'choice', name: 'consent', label: 'Have they consented?', options: CONSENTS, as: 'radios' },
  { kind: 'date', name: 'consent_on', label: 'On which date?', hint: 'For example, 27 3 2012.' },
  {
    kind: 'text',
    name: 'consent_terms',
    label: 'What did they agree to?',
    hint: 'In their words where you can: what may be used, how they are called, what they want to see first.',
    rows: 4,
  },
];

/** The page that begins a record, or changes who, when and under which consent. */
export function aboutPage(
  { id: reviewId, agencies, words }: Pick<CaseFile, 'id' | 'agencies' | 'words'>,
  {
    about,
    conversation,
    typed,
    errors,
  }: { about: About; conversation: Conversation | null; typed: Typed | null; errors: Errors },
): AboutPage {
  const family = about === 'family';
  const values: Values = conversation
    ? {
        role_label: conversation.role_label,
        agency_id: conversation.agency_id,
        held_on: conversation.held_on,
        present: conversation.present,
        consent: conversation.consent,
        consent_on: conversation.consent_on,
        consent_terms: conversation.consent_terms,
      }
    : { consent: 'not_asked' };
  const fields: Field[] = [
    {
      kind: 'line',
      name: 'role_label',
      label: family ? 'How are they called here?' : 'Which role?',
      hint: family
        ? 'A label such as “Mother” or “Grandparent 1”, never a name.'
        : 'A role and a number, such as “Health visitor 1”, never a name.',
    },
    { kind: 'date', name: 'held_on', label: 'When do you speak?', hint: 'For example, 27 3 2012.' },
    {
      kind: 'line',
      name: 'present',
      label: 'Who is present?',
      hint: 'By role: the two reviewers, a colleague or friend who came along.',
      most: 1_000,
    },
  ];
  const options = Object.fromEntries(agencies.map(({ id, name }) => [id, name]));
  const agency: Field = { kind: 'choice', name: 'agency_id', label: 'Agency', options, as: 'select' };
  const asked = family || agencies.length === 0 ? fields : [fields[0], agency, ...fields.slice(1)];
  const base = conversation ? conversationAt(conversation) : conversationsAt(reviewId);
  return {
    caption: conversation?.role_label ?? (family ? 'Family' : 'Practitioners'),
    title: conversation
      ? 'Who, when and consent'
      : family
        ? 'Begin with a family member'
        : `Begin ${wordsOf(words).conversation.a}`,
    action: conversation ? `${base}/about` : `${base}/new`,
    back: base,
    button: conversation ? 'Save' : 'Save and write notes',
    hidden: conversation
      ? [{ name: 'version', value: String(typed?.version ?? conversation.version) }]
      : [{ name: 'about', value: about }],
    controls: asked
      .filter((field) => field !== undefined)
      .map((field) => controlOf(field, values, typed, errors)),
    consentTitle: 'Consent',
    explain: scheduleFor(about).parts.purpose.ask,
    consent: CONSENT_FIELDS.map((field) => controlOf(field, values, typed, errors)),
    personal: conversation ? personalOf(conversation, base) : null,
    namesake: conversation ? namesakeOf(conversation, base) : null,
  };
}

export interface ActPage {
  caption: string;
  title: string;
  explain: string[];
  rows: { key: { text: string }; value: { content: Content } }[];
  action: string;
  version: number;
  controls: Content[];
  button: string;
  warning: boolean;
  back: string;
  keep: string;
}

export type ActName = 'withdrawal' | 'consent-withdrawal' | 'consent-renewal';

/** The page that asks before a record is withdrawn, or consent to it withdrawn or given again. */
export function actPage(
  { conversation, words }: { conversation: Conversation; words: unknown },
  act: ActName,
  typed: Typed | null = null,
  errors: Errors = {},
): ActPage {
  const { conversation: talk, finding } = wordsOf(words);
  const base = conversationAt(conversation);
  const control = (field: Field): Content => controlOf(field, {}, typed, errors);
  const common = {
    caption: conversation.role_label,
    rows: [],
    action: `${base}/${act}`,
    version: conversation.version,
    warning: true,
    back: base,
    keep: 'Leave it as it is',
  };
  if (act === 'withdrawal')
    return {
      ...common,
      title: 'Withdraw this record',
      explain: [
        'Nothing is deleted. The record stays here with your reason, an open link closes, and whatever rests on it says that it was withdrawn. You can bring it back.',
      ],
      controls: [control({ kind: 'text', name: 'why', label: 'Why is it withdrawn?', rows: 3 })],
      button: 'Withdraw this record',
    };
  if (act === 'consent-withdrawal')
    return {
      ...common,
      title: 'They withdraw consent',
      explain: [
        `From then on nobody can read what they said here: not you, not the chair, not in searches. The notes, their earlier versions, their answers and what was quoted from them are sealed, and an open link closes. A version of ${finding.a} that was sent stays as it was sent: its quotations are shown no longer, and stand only in the file of the whole review. The list still says that the ${talk.one} took place.`,
        `Words that you copied into ${finding.many} stay there until you change them. The ${finding.many} that rest on this record will say that consent was withdrawn: go through them.`,
      ],
      controls: [
        control({
          kind: 'date',
          name: 'on',
          label: 'When did they say so?',
          hint: 'For example, 27 3 2012.',
        }),
        {
          view: 'components/checkboxes',
          page: {
            name: 'sure',
            idPrefix: 'sure',
            values: [],
            items: itemsOf({ yes: 'I have read what happens to the notes' }),
            errorMessage: errors.sure,
            fieldset: { legend: { text: 'Seal the notes', classes: 'govuk-visually-hidden' } },
          },
        },
      ],
      button: 'Record it and seal the notes',
    };
  return {
    ...common,
    title: 'They give consent again',
    explain: [
      conversation.sealed_here
        ? 'The notes can then be read and used again, as they were. A link that closed stays closed: make a new one.'
        : 'What they said before stayed sealed in the workbench from which this review came, and cannot be opened here: the notes begin anew. A link that closed stays closed: make a new one.',
    ],
    controls: [
      control({ kind: 'date', name: 'on', label: 'When did they say so?', hint: 'For example, 27 3 2012.' }),
      control({ kind: 'text', name: 'terms', label: 'What did they agree to?', rows: 4 }),
    ],
    button: conversation.sealed_here ? 'Record it and open the notes' : 'Record it',
    warning: false,
  };
}

/** The page that asks before a turning point or a factor is removed; null when the record has no such row. */
export function rowRemovalPage(conversation: Conversation, id: string): ActPage | null {
  const schedule = scheduleFor(conversation.about);
  const base = conversationAt(conversation);
  const turning = conversation.turning_points.findIndex((row) => row.id === id);
  const factor = conversation.factors.findIndex((row) => row.id === id);
  const row = conversation.turning_points[turning] ?? conversation.factors[factor];
  if (!row) return null;
  const noun = turning >= 0 ? schedule.turning.one : schedule.factors.one;
  const fields = turning >= 0 ? schedule.turningFields : schedule.factorFields;
  const values: Record<string, unknown> = { ...row };
  return {
    caption: conversation.role_label,
    title: `Remove ${noun.toLowerCase()} ${Math.max(turning, factor) + 1}?`,
    explain: ['What it says stays among the earlier versions.'],
    rows: fields
      .filter(({ kind }) => kind === 'text' || kind === 'line')
      .map(({ name, label }) => ({ label, text: String(values[name] ?? '') }))
      .filter(({ text }) => text !== '')
      .map(({ label, text }) => ({ key: { text: label }, value: asWritten(text) })),
    action: `${base}/${turning >= 0 ? 'turning-points' : 'factors'}/${id}/removal`,
    version: row.version,
    controls: [],
    button: 'Remove it',
    warning: true,
    back: `${base}/notes#${turning >= 0 ? 'turning-point' : 'factor'}-${id}`,
    keep: 'Keep it',
  };
}
