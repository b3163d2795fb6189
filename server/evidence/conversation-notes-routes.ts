import { clockTime } from '../http/dates';
import { Missing } from '../http/errors';
import { errorsByField } from '../http/forms';
import { redirect, route, type PageReply, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import type { Errors, Typed } from '../findings/fields';
import { onlyWhoMay, pageOfCase } from './case-file';
import { rowRemovalPage } from './conversation-act-pages';
import { restorationForm } from './conversation-forms';
import { saveNotes } from './conversation-notes';
import { addListRow, moveListRow, removeListRow } from './conversation-rows';
import { notesForm, type NotesAction } from './conversation-notes-forms';
import { notesPage, valuesAfter } from './conversation-notes-pages';
import { conversationAt } from './conversation-pages';
import { placeOf } from './conversation-places';
import type { ListTable } from './conversation-queries';
import { ONE, readConversation, whichConversation, type ConversationFile } from './conversation-visits';

const common = { who: CASE_ROLES, scope: 'board' } as const;
const NOTES = `${ONE}/notes`;

/** The page of notes, and what its buttons do. */
export const notesRoutes: Route[] = [
  route({
    ...common,
    method: 'get',
    path: NOTES,
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await readConversation(visit, 'conversation/notes');
      onlyWhoMay(visit.actor, file, 'makeSense');
      // There is nothing to write: the page of the record says what can be recorded of someone who declined.
      return file.conversation.consent === 'declined'
        ? redirect(conversationAt(file.conversation))
        : show(visit, file);
    },
  }),
  route({
    ...common,
    method: 'post',
    path: NOTES,
    audit: 'conversation.saved',
    form: notesForm,
    handle: async (visit) => {
      const { tx, actor, house, form, background, path: here } = visit;
      const now = house.now();
      const saved = await saveNotes(tx, actor, now, {
        ...whichConversation(visit),
        sheets: form.sheets,
        background,
      });
      if (background) return { kind: 'json', body: { savedAt: clockTime(now), values: valuesAfter(saved) } };
      return redirect(await after(visit, form.action, here));
    },
    redisplay: async (visit, problems) =>
      show(visit, await readConversation(visit, null), visit.typed, errorsByField(problems)),
  }),
  ...removalRoutes('turning-points', 'turning_point'),
  ...removalRoutes('factors', 'conversation_factor'),
];

function show(
  visit: Visit<unknown>,
  file: ConversationFile,
  typed: Typed | null = null,
  errors: Errors = {},
): PageReply {
  onlyWhoMay(visit.actor, file, 'makeSense');
  const { conversation } = file;
  if (conversation.consent === 'withdrawn') throw new Missing();
  const model = notesPage(conversation, visit.house.now(), typed, errors);
  return pageOfCase(
    visit,
    file,
    'conversations',
    'evidence/conversation-notes',
    `Notes: ${model.title}`,
    model,
    {
      backLink: { text: conversation.role_label, href: conversationAt(conversation) },
    },
  );
}

/** What the pressed button does after everything on the page was saved. @returns where it leads */
async function after(visit: Visit<unknown>, action: NotesAction, here: string): Promise<string> {
  const { tx, actor, house } = visit;
  const which = whichConversation(visit);
  const now = house.now();
  switch (action.do) {
    case 'save':
      return here;
    case 'continue':
      return here.replace(/\/notes$/, '');
    case 'add-turning-point':
      return `${here}#${firstFieldOf('turning_point', await addListRow(tx, actor, now, { ...which, table: 'turning_point' }))}`;
    case 'add-factor':
      return `${here}#${firstFieldOf('conversation_factor', await addListRow(tx, actor, now, { ...which, table: 'conversation_factor' }))}`;
    case 'up':
    case 'down': {
      const table = await moveListRow(tx, actor, { ...which, id: action.id, by: action.do });
      return `${here}#${table === 'turning_point' ? 'turning-point' : 'factor'}-${action.id}`;
    }
    case 'remove': {
      const { conversation } = await readConversation(visit, null);
      const turning = conversation.turning_points.some(({ id }) => id === action.id);
      return `${conversationAt(conversation)}/${turning ? 'turning-points' : 'factors'}/${action.id}/removal`;
    }
  }
}

/** A browser that opens a page at a field puts the cursor in it. */
const firstFieldOf = (table: ListTable, id: string): string =>
  table === 'turning_point' ? placeOf.turning(id, 'moment') : placeOf.factor(id, 'heading');

function removalRoutes(at: 'turning-points' | 'factors', table: ListTable): Route[] {
  const path = `${ONE}/${at}/:rowId/removal`;
  const asked = async (visit: Visit<unknown>, audited: string | null): Promise<PageReply> => {
    const file = await readConversation(visit, audited);
    onlyWhoMay(visit.actor, file, 'makeSense');
    const model = rowRemovalPage(file.conversation, String(visit.params.rowId));
    if (!model?.action.includes(`/${at}/`)) throw new Missing();
    return pageOfCase(visit, file, 'conversations', 'evidence/conversation-act', model.title, model, {
      backLink: { text: 'Notes', href: `${conversationAt(file.conversation)}/notes` },
      width: 'two-thirds',
    });
  };
  return [
    route({
      ...common,
      method: 'get',
      path,
      audit: 'evidence.read',
      handle: (visit) => asked(visit, `conversation/${at}/removal`),
    }),
    route({
      ...common,
      method: 'post',
      path,
      audit: 'conversation.row_removed',
      form: restorationForm,
      handle: async ({ tx, actor, params, form }) => {
        const which = whichConversation({ params });
        await removeListRow(tx, actor, { ...which, table, id: String(params.rowId), version: form.version });
        return redirect(`/reviews/${which.reviewId}/conversations/${which.conversationId}/notes`, 'Removed.');
      },
      redisplay: (visit) => asked(visit, null),
    }),
  ];
}
