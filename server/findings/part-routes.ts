import { READ_ACTION } from '../approvals/reading';
import { evidenceBeside } from '../evidence/beside-pages';
import { Missing } from '../http/errors';
import { errorsByField } from '../http/forms';
import { redirect, route, type PageReply, type Route, type Visit } from '../http/route';
import { formOf, type Errors, type Typed } from './fields';
import type { WholeFinding } from './finding-queries';
import { readAgain, readToWrite, whichOf } from './finding-visits';
import { asideOf, framed } from './frame-pages';
import { newRowForm, removalForm } from './part-forms';
import { rowOf } from './part-pages';
import { removedRow } from './part-queries';
import { addRow, removeRow, saveRow } from './part-rows';
import { savedInBackground } from './saved-in-background';
import { LISTS, PARTS, type ListName } from './parts';
import { newRowPage, removalPage, rowPage } from './row-pages';
import { sectionOf } from './sections';
import { findingTextsPart } from './tag-pages';

const who = ['lead_reviewer', 'team_member'] as const;

/** The rows of a finding's lists: added, changed, removed. A tag is added by choosing its category first. */
export const partRoutes: Route[] = (Object.keys(LISTS) as ListName[]).flatMap((part) => [
  ...(part === 'tags' ? [] : addRoutes(part)),
  ...changeRoutes(part),
  ...removalRoutes(part),
]);

function listPath(part: ListName): string {
  return `/reviews/:reviewId/findings/:findingId/${LISTS[part].section}`;
}

function addRoutes(part: Exclude<ListName, 'tags'>): Route[] {
  const path = `${listPath(part)}/new`;
  const show = (visit: Visit<unknown>, whole: WholeFinding, typed: Typed | null, errors: Errors): PageReply =>
    shown(visit, whole, part, 'findings/row', newRowPage(whole, part, visit.house.now(), typed, errors));
  return [
    route({
      method: 'get',
      path,
      who,
      scope: 'board',
      audit: READ_ACTION,
      handle: async (visit) => {
        const { whole, elsewhere } = await readToWrite(visit, `${part}/new`);
        return elsewhere ?? show(visit, whole, null, {});
      },
    }),
    route({
      method: 'post',
      path,
      who,
      scope: 'board',
      audit: 'finding.row_added',
      form: newRowForm(part),
      handle: async ({ tx, actor, house, params, form, path: here }) => {
        const fields = form.values;
        const { id } = await addRow(tx, actor, house.now(), { ...whichOf({ params }), part, fields });
        const list = here.replace(/\/new$/, '');
        return redirect(form.action === 'continue' ? list : `${list}/${id}`);
      },
      redisplay: async (visit, problems) =>
        show(visit, await readAgain(visit), visit.typed, errorsByField(problems)),
    }),
  ];
}

function changeRoutes(part: ListName): Route[] {
  const path = `${listPath(part)}/:rowId`;
  const show = (
    visit: Visit<unknown>,
    whole: WholeFinding,
    typed: Typed | null,
    errors: Errors,
  ): PageReply => {
    const model = rowPage(whole, part, String(visit.params.rowId), visit.house.now(), typed, errors);
    if (!model) throw new Missing();
    return shown(visit, whole, part, 'findings/row', model);
  };
  return [
    route({
      method: 'get',
      path,
      who,
      scope: 'board',
      audit: READ_ACTION,
      handle: async (visit) => {
        const { whole, elsewhere } = await readToWrite(visit, `${part}/${visit.params.rowId}`);
        return elsewhere ?? show(visit, whole, null, {});
      },
    }),
    route({
      method: 'post',
      path,
      who,
      scope: 'board',
      audit: 'finding.row_saved',
      form: formOf(PARTS[part].fields),
      handle: async (visit) => {
        const { tx, actor, house, params, form, background, path: here } = visit;
        const now = house.now();
        const row = { part, rowId: String(params.rowId), version: form.version, fields: form.values };
        const saved = await saveRow(tx, actor, now, { ...whichOf({ params }), ...row });
        if (background) {
          const save = { now, from: form.version, saved, fields: PARTS[part].fields };
          return savedInBackground(save, async () => ({
            ...rowOf((await readAgain(visit)).content, part, row.rowId),
          }));
        }
        return redirect(form.action === 'continue' ? here.replace(/\/[^/]+$/, '') : here);
      },
      redisplay: async (visit, problems) => {
        const [whole, errors] = [await readAgain(visit), errorsByField(problems)];
        if (rowOf(whole.content, part, String(visit.params.rowId)))
          return show(visit, whole, visit.typed, errors);
        return shownToAddAgain(visit, whole, part, errors);
      },
    }),
  ];
}

/** What was typed in a row that someone removed meanwhile, in the form that adds one. Throws Missing for no row. */
async function shownToAddAgain(
  visit: Visit<unknown>,
  whole: WholeFinding,
  part: ListName,
  errors: Errors,
): Promise<PageReply> {
  const { board_id, review_id, id: finding_id } = whole;
  const of = { board_id, review_id, finding_id };
  const removed = await removedRow(visit.tx, PARTS[part].table, of, String(visit.params.rowId));
  if (!removed) throw new Missing();
  const hidden = part === 'tags' ? [{ name: 'category', value: String(removed.category) }] : [];
  const model = newRowPage(whole, part, visit.house.now(), visit.typed, errors, hidden);
  return shown(visit, whole, part, 'findings/row', model);
}

function removalRoutes(part: ListName): Route[] {
  const path = `${listPath(part)}/:rowId/removal`;
  const show = (visit: Visit<unknown>, whole: WholeFinding): PageReply => {
    const model = removalPage(whole, part, String(visit.params.rowId));
    if (!model) throw new Missing();
    return shown(visit, whole, part, 'findings/removal', model);
  };
  return [
    route({
      method: 'get',
      path,
      who,
      scope: 'board',
      audit: READ_ACTION,
      handle: async (visit) => {
        const { whole, elsewhere } = await readToWrite(visit, `${part}/${visit.params.rowId}/removal`);
        return elsewhere ?? show(visit, whole);
      },
    }),
    route({
      method: 'post',
      path,
      who,
      scope: 'board',
      audit: 'finding.row_removed',
      form: removalForm,
      handle: async ({ tx, actor, params, form, path: here }) => {
        const row = { part, rowId: String(params.rowId), version: form.version };
        await removeRow(tx, actor, { ...whichOf({ params }), ...row });
        return redirect(here.replace(/\/[^/]+\/removal$/, ''), `The ${LISTS[part].noun} is removed.`);
      },
      redisplay: async (visit) => show(visit, await readAgain(visit)),
    }),
  ];
}

function shown(
  visit: Visit<unknown>,
  whole: WholeFinding,
  part: ListName,
  view: string,
  model: { title: string },
): PageReply {
  const section = sectionOf(LISTS[part].section);
  const beside = [
    ...(part === 'tags' && view === 'findings/row' ? [findingTextsPart(whole)] : []),
    ...evidenceBeside(whole, section.slug, visit.params.rowId ?? 'new'),
  ];
  return framed(whole, visit.house.now(), view, model.title, model, {
    current: section.slug,
    aside: { view: 'findings/aside', page: asideOf(whole, section, beside) },
  });
}
