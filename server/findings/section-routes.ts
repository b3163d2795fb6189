import type { CasePart } from '../evidence/case-file-queries';
import { evidenceBeside } from '../evidence/beside-pages';
import { errorsByField } from '../http/forms';
import { redirect, route, type PageReply, type Route, type Visit } from '../http/route';
import { READ_ACTION } from '../approvals/reading';
import { OLDER_TAGS, type OlderTag } from './carried-tags';
import { saveSection } from './finding';
import type { WholeFinding } from './finding-queries';
import { readAgain, readToWrite, whichOf } from './finding-visits';
import type { Errors, Typed } from './fields';
import { asideOf, framed } from './frame-pages';
import { sectionForm } from './section-forms';
import { boxFields, boxValues, sectionPage } from './section-pages';
import { savedInBackground } from './saved-in-background';
import { SECTIONS, pageAfter, type Section } from './sections';

/** The pages of a finding's sections, and what those that have fields of their own save. */
export const sectionRoutes: Route[] = SECTIONS.filter(({ slug }) => slug !== 'questions').flatMap(
  (section) => [showRoute(section), ...(section.fields.length > 0 ? [saveRoute(section)] : [])],
);

function path({ slug }: Section): string {
  return `/reviews/:reviewId/findings/:findingId/${slug}`;
}

function showRoute(section: Section): Route {
  return route({
    method: 'get',
    path: path(section),
    who: ['lead_reviewer', 'team_member'],
    scope: 'board',
    audit: READ_ACTION,
    handle: async (visit) => {
      const { whole, elsewhere } = await readToWrite<{ olderTags?: OlderTag[] }>(
        visit,
        section.slug,
        moreOf(section),
      );
      return elsewhere ?? show(visit, whole, section);
    },
  });
}

function saveRoute(section: Section): Route {
  return route({
    method: 'post',
    path: path(section),
    who: ['lead_reviewer', 'team_member'],
    scope: 'board',
    audit: 'finding.saved',
    form: sectionForm(section),
    handle: async (visit) => {
      const { tx, actor, house, params, form, background, path: here } = visit;
      const now = house.now();
      const { version, values, action } = form;
      const saved = await saveSection(tx, actor, now, { ...whichOf({ params }), version, changes: values });
      if (background) {
        const save = { now, from: version, saved, fields: boxFields(section) };
        return savedInBackground(save, async () => boxValues((await readAgain(visit)).content));
      }
      if (action === 'add') return redirect(`${here}/new`);
      return redirect(action === 'continue' ? here.replace(/[^/]+$/, pageAfter(section.slug)) : here);
    },
    redisplay: async (visit, problems) =>
      show(visit, await readAgain(visit), section, visit.typed, errorsByField(problems)),
  });
}

/** What the page of the tags says besides: which of them are of an edition that is superseded. */
function moreOf({ slug }: Section): { olderTags?: CasePart } {
  return slug === 'tags' ? { olderTags: OLDER_TAGS } : {};
}

function show(
  visit: Visit<unknown>,
  whole: WholeFinding & { olderTags?: OlderTag[] },
  section: Section,
  typed: Typed | null = null,
  errors: Errors = {},
): PageReply {
  const now = visit.house.now();
  const model = sectionPage(whole, section, now, typed, errors);
  return framed(whole, now, 'findings/section', section.title, model, {
    current: section.slug,
    aside: { view: 'findings/aside', page: asideOf(whole, section, evidenceBeside(whole, section.slug)) },
  });
}
