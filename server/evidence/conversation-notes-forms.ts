import { z } from 'zod';
import { newFormOf, type Field, type Values } from '../findings/fields';
import { isUuid } from '../http/ids';
import { anchorOf, scheduleFor, PART_NAMES, type About } from './conversation-schedule';

/** The words of one row on the page of notes: of the conversation itself, of a turning point or of a factor. */
export interface Sheet {
  table: 'conversation' | 'turning_point' | 'conversation_factor';
  /** Null for the conversation itself. */
  id: string | null;
  /** What stands before its columns in the names of the fields. */
  prefix: string;
  /** The version that its fields were filled from. */
  version: number;
  /** By column; what the form did not send is not here. */
  values: Values;
  /** Columns settled on the page for two people's words, each with the version that was read there. */
  settled: Record<string, number>;
}

export type NotesAction =
  | { do: 'save' | 'continue' | 'add-turning-point' | 'add-factor' }
  | { do: 'up' | 'down' | 'remove'; id: string };

export interface NotesForm {
  sheets: Sheet[];
  action: NotesAction;
}

type Body = Record<string, unknown>;

// More rows than a conversation has; a form with thousands is not one of ours.
const MOST_ROWS = 120;
const AT = '-at-';
const VERSION = '-version';

/** All notes of a conversation, as one form sends them: each row with its own version. */
export const notesForm = z.record(z.string(), z.unknown()).transform((body, context): NotesForm => {
  const about: About = body.about === 'family' ? 'family' : 'practitioner';
  const schedule = scheduleFor(about);
  const parts = PART_NAMES.map((name): Field => ({ kind: 'text', name, label: schedule.parts[name].title }));
  const rows = Object.keys(body)
    .map((key) => /^((turning-point|factor)-([0-9a-f-]{36}))-version$/.exec(key))
    .filter((found) => found !== null)
    .filter(([, , , id = '']) => isUuid(id))
    .slice(0, MOST_ROWS);
  const sheets = [
    readSheet(body, context, { table: 'conversation', id: null, prefix: '' }, parts),
    ...rows.map(([, , kind, id = '']) =>
      kind === 'factor'
        ? readSheet(
            body,
            context,
            { table: 'conversation_factor', id, prefix: `${anchorOf.factor(id)}-` },
            schedule.factorFields,
          )
        : readSheet(
            body,
            context,
            { table: 'turning_point', id, prefix: `${anchorOf.turning(id)}-` },
            schedule.turningFields,
          ),
    ),
  ];
  return { sheets, action: actionOf(body.action) };
});

function readSheet(
  body: Body,
  context: z.RefinementCtx,
  of: Pick<Sheet, 'table' | 'id' | 'prefix'>,
  fields: readonly Field[],
): Sheet {
  const given: Body = {};
  const settled: Record<string, number> = {};
  const sent = fields.filter(({ name, kind }) => {
    const key = of.prefix + name;
    const at = latestSettled(body, key);
    if (at) {
      given[key] = body[`${key}${AT}${at}`];
      settled[name] = at;
      return true;
    }
    const keys = kind === 'date' ? [key, `${key}-day`, `${key}-month`, `${key}-year`] : [key];
    const present = keys.filter((one) => body[one] !== undefined);
    for (const one of present) given[one] = body[one];
    return present.length > 0;
  });
  const read = newFormOf(sent.map((field) => ({ ...field, name: of.prefix + field.name }))).safeParse(given);
  for (const { path, message } of read.error?.issues ?? [])
    context.addIssue({ code: 'custom', path, message });
  const values = read.success
    ? Object.fromEntries(sent.map(({ name }) => [name, read.data.values[of.prefix + name] ?? null]))
    : {};
  const version = of.id === null ? body['record-version'] : body[`${of.prefix}${VERSION.slice(1)}`];
  return { ...of, version: versionIn(version), values, settled };
}

/** The latest version at which a field was settled, when it was. */
function latestSettled(body: Body, key: string): number | null {
  const versions = Object.keys(body)
    .filter((name) => name.startsWith(key + AT))
    .map((name) => versionIn(name.slice(key.length + AT.length)))
    .filter((version) => version > 0);
  return versions.length > 0 ? Math.max(...versions) : null;
}

function versionIn(given: unknown): number {
  const version = Number(given);
  return Number.isInteger(version) && version > 0 && version < 2_000_000_000 ? version : 0;
}

function actionOf(given: unknown): NotesAction {
  const pressed = typeof given === 'string' ? given : '';
  if (pressed === 'continue' || pressed === 'add-turning-point' || pressed === 'add-factor')
    return { do: pressed };
  const [, what, id = ''] = /^(up|down|remove)-([0-9a-f-]{36})$/.exec(pressed) ?? [];
  if (isUuid(id)) return { do: what as 'up' | 'down' | 'remove', id };
  return { do: 'save' };
}
