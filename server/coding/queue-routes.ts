import { Missing } from '../http/errors';
import { page, redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import type { Typed } from '../http/typed';
import { deskPage } from './desk-pages';
import { readDesk } from './desk-queries';
import { answerSuggestions, takeBackAnswer } from './queue';
import { groupForm } from './queue-forms';
import { answeredPage } from './queue-answered-pages';
import { groupPage } from './queue-group-pages';
import { groupsPage } from './queue-pages';
import { latestAnswers, readSuggestions } from './queue-queries';

const EDITORS = { who: ['editor'], scope: 'national' } as const;
const QUEUE = '/coding/does-not-fit';
const SECTION = { section: 'coding' } as const;
const MOST_ANSWERS = 200;

/** The editors' desk; and tags that do not fit, grouped by likeness: a category of the draft, or an answer. */
export const queueRoutes: Route[] = [
  route({
    ...EDITORS,
    method: 'get',
    path: '/coding',
    audit: 'none',
    handle: async ({ tx, house }) =>
      page('coding/hub', 'Coding', deskPage(await readDesk(tx), house.now()), SECTION),
  }),
  route({ ...EDITORS, method: 'get', path: QUEUE, audit: 'none', handle: (visit) => showGroups(visit) }),
  route({
    ...EDITORS,
    method: 'get',
    path: `${QUEUE}/answered`,
    audit: 'none',
    handle: async ({ tx }) => {
      const model = answeredPage(await latestAnswers(tx, MOST_ANSWERS), MOST_ANSWERS);
      return page('coding/answered', 'Answered', model, {
        ...SECTION,
        layout: { backLink: { text: 'Does not fit', href: QUEUE } },
      });
    },
  }),
  route({
    ...EDITORS,
    method: 'post',
    path: `${QUEUE}/answered/:answerId/removal`,
    audit: 'suggestion.answer_taken_back',
    handle: async ({ tx, params }) => {
      const { suggested } = await takeBackAnswer(tx, params.answerId ?? '');
      return redirect(`${QUEUE}/answered`, `The answer to “${suggested}” is taken back. It waits again.`);
    },
  }),
  route({
    ...EDITORS,
    method: 'get',
    path: `${QUEUE}/:findingId`,
    audit: 'none',
    handle: async (visit) => {
      const shown = await showGroup(visit, null, []);
      if (!shown) throw new Missing();
      return shown;
    },
  }),
  route({
    ...EDITORS,
    method: 'post',
    path: `${QUEUE}/:findingId`,
    audit: 'suggestion.answered',
    form: groupForm,
    handle: async ({ tx, actor, house, form }) => {
      const { findings, category } = await answerSuggestions(tx, actor, house.now(), form);
      const whose = findings === 1 ? '1 finding is' : `${findings} findings are`;
      return redirect(
        QUEUE,
        category
          ? `“${category.name}” (${category.code}) is in the draft of edition ${category.edition}. ${whose} answered by it.`
          : `${whose} answered. The answer stands beside the tag.`,
      );
    },
    // When the whole group was answered meanwhile, what was typed is shown above what is left.
    redisplay: async (visit, problems) =>
      (await showGroup(visit, visit.typed, problems)) ?? showGroups(visit, visit.typed, problems),
  }),
];

async function showGroups(
  { tx }: Visit<unknown>,
  typed: Typed | null = null,
  problems: readonly Problem[] = [],
): Promise<PageReply> {
  const model = groupsPage(await readSuggestions(tx), typed, problems);
  return page('coding/does-not-fit', 'Does not fit', model, {
    ...SECTION,
    layout: { backLink: { text: 'Coding', href: '/coding' } },
  });
}

async function showGroup(
  { tx, params }: Visit<unknown>,
  typed: Typed | null,
  problems: readonly Problem[],
): Promise<PageReply | undefined> {
  const model = groupPage(await readSuggestions(tx), params.findingId ?? '', typed, problems);
  return (
    model &&
    page('coding/suggestions', model.title, model, {
      ...SECTION,
      layout: { backLink: { text: 'Does not fit', href: QUEUE } },
    })
  );
}
