import { Missing } from '../http/errors';
import { isUuid } from '../http/ids';
import {
  page,
  redirect,
  route,
  type PageReply,
  type Problem,
  type Reply,
  type Route,
  type Visit,
} from '../http/route';
import type { Typed } from '../http/typed';
import { codeFinding, removeTag } from './coding';
import { codingForm } from './coding-forms';
import { codingPage } from './coding-pages';
import { lastRemovedTag } from './coding-queries';
import { codingHref } from './published-pages';
import { readForCoding } from './published-queries';

const CODERS = { who: ['editor'], scope: 'national' } as const;

/** Coding, one finding a screen. */
export const codingRoutes: Route[] = [
  route({
    ...CODERS,
    method: 'get',
    path: '/published/findings/:findingId/coding',
    audit: 'none',
    handle: (visit) => showCoding(visit, null, []),
  }),
  route({
    ...CODERS,
    method: 'post',
    path: '/published/findings/:findingId/coding',
    audit: 'finding.coded',
    form: codingForm,
    handle: async ({ tx, actor, house, params, form }) => {
      const findingId = params.findingId ?? '';
      const { goOn, ...coding } = form;
      const carried = await codeFinding(tx, actor, house.now(), findingId, coding);
      const screen = await readForCoding(tx, findingId, null);
      const nameOf = (category: string | null): string | undefined =>
        screen?.categories.find(({ code }) => code === category)?.name;
      const coded = nameOf(coding.category);
      const flash = [
        coded ? `Coded as ${coded}.` : 'Saved.',
        ...(carried.length > 0
          ? [
              `Carried over with it from an older edition: ${carried.map((code) => nameOf(code) ?? code).join(', ')}.`,
            ]
          : []),
      ].join(' ');
      if (!goOn) return redirect(codingHref(findingId), flash);
      if (!screen?.next_uncoded) return redirect('/published', `${flash} Every finding is coded.`);
      const next = `${codingHref(screen.next_uncoded)}?after=${findingId}`;
      return carried.length > 0 ? redirect(next, flash) : redirect(next);
    },
    redisplay: (visit, problems) => showCoding(visit, visit.typed, problems),
  }),
  route({
    ...CODERS,
    method: 'post',
    path: '/published/findings/:findingId/tags/:tagId/removal',
    audit: 'finding.coding_removed',
    handle: async ({ tx, params }): Promise<Reply> => {
      const { findingId = '', tagId = '' } = params;
      await removeTag(tx, findingId, tagId);
      return redirect(`${codingHref(findingId)}?removed=last`);
    },
  }),
];

async function showCoding(
  { tx, params, query }: Visit<unknown>,
  typed: Typed | null,
  problems: Problem[],
): Promise<PageReply> {
  const after = query.after && isUuid(query.after) ? query.after : null;
  const screen = await readForCoding(tx, params.findingId ?? '', after);
  if (!screen) throw new Missing();
  const removed = query.removed ? await lastRemovedTag(tx, screen.finding.id) : null;
  const model = codingPage(screen, typed, problems, { changing: query.change, removed });
  return page('published/coding', `Code a finding of ${model.reviewName}`, model, {
    section: 'published',
    layout: { backLink: { text: model.reviewName, href: model.reviewHref } },
  });
}
