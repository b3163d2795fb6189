import { Missing } from '../http/errors';
import { isUuid } from '../http/ids';
import { page, redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import type { Typed } from '../http/typed';
import { codeSecond, takeBackCode, undoLast } from './second-coding';
import { secondCodingForm, takeBackCodeForm, undoForm } from './second-coding-forms';
import { givenPage, givenSamplePage, secondCodingPage, secondHref } from './second-coding-pages';
import { readForSecondCoding, samplesGiven, type SecondCodingScreen } from './second-coding-queries';

// Only what was given to the reader is there for them; without any the list is empty.
const CODERS = { who: ['lead_reviewer'], scope: 'national' } as const;
const SAMPLE = '/coding/second/:sampleId';
const FINDING = `${SAMPLE}/:findingId`;

/** The screen of a second coder, who sees the finding and nothing of the first coding. */
export const secondCodingRoutes: Route[] = [
  route({
    ...CODERS,
    method: 'get',
    path: '/coding/second',
    audit: 'none',
    handle: async ({ tx, actor }) =>
      page('coding/given', 'Second coding', givenPage(await samplesGiven(tx), actor.accredited), {
        section: 'work',
        layout: { width: 'two-thirds', backLink: { text: 'Work', href: '/reviews' } },
      }),
  }),
  route({
    ...CODERS,
    method: 'get',
    path: SAMPLE,
    audit: 'none',
    handle: async (visit) => {
      const model = givenSamplePage(await screenOf(visit, null));
      return page('coding/given-sample', model.title, model, {
        section: 'work',
        layout: { width: 'two-thirds', backLink: { text: 'Second coding', href: '/coding/second' } },
      });
    },
  }),
  route({
    ...CODERS,
    method: 'get',
    path: FINDING,
    audit: 'none',
    handle: (visit) => showFinding(visit, null, []),
  }),
  route({
    ...CODERS,
    method: 'post',
    path: FINDING,
    audit: 'second_coding.coded',
    form: secondCodingForm,
    handle: async (visit) => {
      const { sampleId = '', findingId = '' } = visit.params;
      const { goOn, ...said } = visit.form;
      await codeSecond(visit.tx, visit.house.now(), sampleId, findingId, said);
      if (!goOn) return redirect(`${secondHref(sampleId, findingId)}?done=saved`);
      const { all } = await screenOf(visit, null);
      const at = all.findIndex(({ finding_id }) => finding_id === findingId);
      const next = [...all.slice(at + 1), ...all.slice(0, at)].find(({ coded }) => !coded);
      return redirect(`${secondHref(sampleId, next?.finding_id)}?after=${findingId}`);
    },
    redisplay: (visit, problems) => showFinding(visit, visit.typed, problems),
  }),
  route({
    ...CODERS,
    method: 'post',
    path: `${FINDING}/removal`,
    audit: 'second_coding.taken_back',
    form: takeBackCodeForm,
    handle: async ({ tx, house, params, form }) => {
      const { sampleId = '', findingId = '' } = params;
      await takeBackCode(tx, house.now(), sampleId, findingId, form.category);
      return redirect(`${secondHref(sampleId, findingId)}?done=removed`);
    },
  }),
  route({
    ...CODERS,
    method: 'post',
    path: `${FINDING}/undoing`,
    audit: 'second_coding.undone',
    form: undoForm,
    handle: async ({ tx, house, params, form }) => {
      const { sampleId = '', findingId = '' } = params;
      await undoLast(tx, house.now(), sampleId, findingId, form.version);
      return redirect(`${secondHref(sampleId, findingId)}?done=undone`);
    },
    redisplay: (visit, problems) => showFinding(visit, null, problems),
  }),
];

async function showFinding(
  visit: Visit<unknown>,
  typed: Typed | null,
  problems: Problem[],
): Promise<PageReply> {
  const screen = await screenOf(visit, visit.params.findingId ?? null);
  if (!screen.finding) throw new Missing();
  const model = secondCodingPage(screen, screen.finding, typed, problems, visit.query.done);
  return page('coding/second-coding', model.title, model, {
    section: 'work',
    layout: { backLink: { text: 'All of this sample', href: model.list } },
  }) as PageReply;
}

async function screenOf(visit: Visit<unknown>, findingId: string | null): Promise<SecondCodingScreen> {
  const { after = '' } = visit.query;
  const screen = await readForSecondCoding(
    visit.tx,
    visit.params.sampleId ?? '',
    findingId,
    isUuid(after) ? after : null,
  );
  if (!screen) throw new Missing();
  return screen;
}
