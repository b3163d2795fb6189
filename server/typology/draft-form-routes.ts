import type { z } from 'zod';
import { redirect, route, type Problem, type Reply, type Route, type Visit } from '../http/route';
import { FRESH, type FormPage, type Shown } from './draft-form-parts';
import { again, EDITORS, shownForm } from './draft-visits';

/** A form about something of a draft: the page that asks, and what is done with the answer. */
export interface FormOf<Schema extends z.ZodType, About> {
  path: string;
  audit: string;
  form: Schema;
  /** Reads what it is about. Throws Missing when that is not there. */
  about(visit: Visit<unknown>): Promise<About>;
  shown(about: About, shown: Shown): FormPage;
  save: Save<z.output<Schema>, About>;
}

/** @returns where it leads and what is said there */
type Save<Form, About> = (visit: Visit<Form>, about: About) => Promise<[to: string, flash: string]>;

/** The two routes of a form: shown fresh, and sent; what is refused is shown again with what was typed. */
export function formRoutes<Schema extends z.ZodType, About>(of: FormOf<Schema, About>): Route[] {
  const show = async (visit: Visit<unknown>, how: Shown) => shownForm(of.shown(await of.about(visit), how));
  const { path, audit, form } = of;
  return [
    route({ ...EDITORS, method: 'get', path, audit: 'none', handle: (visit) => show(visit, FRESH) }),
    route({
      ...EDITORS,
      method: 'post',
      path,
      audit,
      form,
      handle: (visit: Visit<z.output<Schema>>) => saved(visit, of),
      redisplay: (visit, problems) => show(visit, again(visit, problems)),
    }),
  ];
}

/** The route of a button that stands on another form's page, where it is refused too. */
export function buttonRoute<About>(of: Omit<FormOf<z.ZodType, About>, 'form'>): Route {
  return route({
    ...EDITORS,
    method: 'post',
    path: of.path,
    audit: of.audit,
    handle: (visit) => saved(visit, of),
    redisplay: async (visit: Visit<unknown>, problems: Problem[]) =>
      shownForm(of.shown(await of.about(visit), { typed: null, problems })),
  });
}

async function saved<Form, About>(
  visit: Visit<Form>,
  { about, save }: { about(visit: Visit<unknown>): Promise<About>; save: Save<Form, About> },
): Promise<Reply> {
  const [to, flash] = await save(visit, await about(visit));
  return redirect(to, flash);
}
