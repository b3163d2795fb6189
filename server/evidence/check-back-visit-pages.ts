import { controlOf, firstOf, type Errors, type Typed } from '../findings/fields';
import { longDate } from '../http/dates';
import type { Problem } from '../http/route';
import { page, type PageReply } from '../http/route';
import type { Content } from '../http/views';
import { WHOLE, kindName, sayName } from './check-back-forms';
import type { ReadBack } from './check-back-visit-queries';

/** A page without navigation: who reads it has no account, and nothing else here is theirs to open. */
function plain(
  at: string,
  view: string,
  title: string,
  model: object,
  more: Partial<PageReply> = {},
): PageReply {
  return page(view, title, model, {
    forms: true,
    ...more,
    layout: {
      navigation: [],
      homeUrl: at,
      footerCaution: false,
      footerLinks: [{ text: 'Accessibility', href: '/accessibility' }],
      width: 'two-thirds',
    },
  });
}

export interface CodePage {
  action: string;
  board: string;
  errors: Errors;
}

/** Asks for the code. Says whose link it is, and nothing of what it opens. */
export function codePage(at: string, board: string, problems: Problem[] = [], status = 200): PageReply {
  const errors: Errors = Object.fromEntries(problems.map(({ field, message }) => [field, { text: message }]));
  const model: CodePage = { action: at, board, errors };
  return plain(at, 'evidence/check-back-code', 'Your code', model, {
    problems,
    status: problems.length > 0 && status === 200 ? 422 : status,
  });
}

export interface OverPage {
  /** What was typed when the link closed, so that no word is lost. */
  written: { label: string; text: string; rows: number }[];
}

/** The same page for every link that opens nothing: over, closed, or never made. */
export function overPage(at: string, written: OverPage['written'] = []): PageReply {
  const model: OverPage = { written };
  return plain(at, 'evidence/check-back-over', 'This link is not open', model, { status: 404, forms: false });
}

export interface DonePage {
  agreed: boolean;
}

export function donePage(at: string, outcome: 'agreed' | 'corrected'): PageReply {
  const model: DonePage = { agreed: outcome === 'agreed' };
  return plain(at, 'evidence/check-back-done', 'Thank you', model, { forms: false });
}

export interface ReadBackPage {
  title: string;
  action: string;
  roleLabel: string;
  board: string;
  heldOn: string | null;
  terms: string;
  until: string;
  family: boolean;
  parts: {
    anchor: string;
    title: string;
    passages: { place: string; label: string | null; text: string; open: boolean; say: SayBox }[];
  }[];
  whole: Content;
  outcome: Content;
  savedAt: string;
}

/** The box beside one passage: their words, and whether these should stand in place of ours. */
export interface SayBox {
  controls: Content[];
}

/** What they read: the record as it stood when the link was made, a box beside each passage, and how they end. */
export function readBackPage(
  at: string,
  { board_name, expires_at, record, answers }: ReadBack,
  { typed = null, problems = [] }: { typed?: Typed | null; problems?: Problem[] } = {},
): PageReply {
  const errors: Errors = Object.fromEntries(problems.map(({ field, message }) => [field, { text: message }]));
  const family = record.about === 'family';
  const answerAt = (place: string) => answers.find((answer) => answer.place === place);
  const title = family ? 'What we wrote down' : 'What we wrote after we spoke with you';
  const model: ReadBackPage = {
    title,
    action: `${at}/answers`,
    roleLabel: record.role_label,
    board: board_name,
    heldOn: record.held_on ? longDate(record.held_on) : null,
    terms: record.consent_terms,
    until: longDate(expires_at),
    family,
    parts: record.parts.map((part) => ({
      anchor: part.anchor,
      title: part.title,
      passages: part.passages.map(({ place, label, text }) => {
        const said = typed ? firstOf(typed[sayName(place)]) : answerAt(place)?.text;
        return {
          place,
          label: label === part.title ? null : label,
          text,
          open: Boolean(said) || errors[sayName(place)] !== undefined,
          say: sayBox(place, { text: said ?? '', kind: answerAt(place)?.kind ?? 'remark' }, typed, errors),
        };
      }),
    })),
    whole: controlOf(
      {
        kind: 'text',
        name: sayName(WHOLE),
        label: 'Is there anything else that you want to say?',
        hint: 'About all of it, or what we did not ask. You can leave it empty.',
        rows: 5,
      },
      { [sayName(WHOLE)]: answerAt(WHOLE)?.text ?? '' },
      typed,
      errors,
    ),
    outcome: controlOf(
      {
        kind: 'choice',
        name: 'outcome',
        label: 'How is it, taken together?',
        options: {
          agreed: 'It is right as it stands',
          corrected: 'Something has to be put right, as I wrote here',
        },
        as: 'radios',
      },
      {},
      typed,
      errors,
    ),
    savedAt: typed ? 'Not sent yet' : '',
  };
  return plain(at, 'evidence/check-back-read', title, model, {
    problems,
    status: problems.length > 0 ? 422 : 200,
  });
}

function sayBox(
  place: string,
  { text, kind }: { text: string; kind: string },
  typed: Typed | null,
  errors: Errors,
): SayBox {
  return {
    controls: [
      controlOf(
        { kind: 'text', name: sayName(place), label: 'Your words', rows: 4 },
        { [sayName(place)]: text },
        typed,
        errors,
      ),
      controlOf(
        {
          kind: 'choice',
          name: kindName(place),
          label: 'What should happen with them?',
          options: {
            remark: 'Keep what you wrote, and add this beside it',
            correction: 'Put my words in place of this whole passage',
          },
          as: 'radios',
        },
        { [kindName(place)]: kind },
        typed,
        errors,
      ),
    ],
  };
}
