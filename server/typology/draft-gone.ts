import { longDate } from '../http/dates';
import { Missing } from '../http/errors';
import type { Route, Visit } from '../http/route';
import { draftHref } from './draft-form-parts';
import { everyEdition, type EditionRow } from './draft-queries';
import { editionHref } from './edition-pages';

/** What became of a draft that has no page any more; undefined when there never was one of that code, or it was deleted. */
export function becameOf(code: string, editions: readonly EditionRow[]): Missing['instead'] {
  const same = editions.find((edition) => edition.code === code);
  if (same?.published_at) {
    const by = same.published_by ? ` by ${same.published_by}` : '';
    return {
      title: `Edition ${code} is published`,
      message: `This draft was published${by} on ${longDate(same.published_at)}, as edition ${code}. ${standing(same)} A published edition cannot be changed: a mistake is mended by the next one.`,
      link: { text: `See edition ${code}`, href: editionHref(same) },
    };
  }
  const draft = editions.find(({ status }) => status === 'draft');
  if (same || !draft) return undefined;
  return {
    title: `There is no draft of edition ${code}`,
    message: `Edition ${draft.code} is being drafted. If you come from a page of another draft, that was given this code, or was deleted.`,
    link: { text: `See the draft of edition ${draft.code}`, href: draftHref(draft.code) },
  };
}

function standing({ status, in_force_from }: EditionRow): string {
  const day = in_force_from ? longDate(in_force_from) : '';
  if (status === 'superseded') return `It came into force on ${day} and is superseded by now.`;
  return status === 'to_come' ? `It is in force from ${day}.` : `It is in force since ${day}.`;
}

/** A route of a draft that says, when the draft is none any more, what became of it. */
export function orWhatBecame(route: Route): Route {
  const { handle, redisplay } = route;
  const told = async <Answer>(visit: Visit<unknown>, work: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      throw new Missing(becameOf(visit.params.draft ?? '', await everyEdition(visit.tx)));
    }
  };
  return {
    ...route,
    handle: handle && ((visit) => told(visit, () => handle(visit))),
    redisplay: redisplay && ((visit, problems) => told(visit, () => redisplay(visit, problems))),
  };
}
