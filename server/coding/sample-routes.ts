import { count } from '../http/dates';
import { Missing } from '../http/errors';
import { page, redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import type { Typed } from '../http/typed';
import { comparedPage, comparisonPage, type Shown } from './sample-compare-pages';
import { closeSample } from './sample-closing';
import { closeForm, drawForm, giveForm, settleForm, takeBackForm } from './sample-forms';
import { comparedHref, sampleHref, samplePage, samplesPage } from './sample-pages';
import { listSamples, readSample, type WholeSample } from './sample-queries';
import { drawForSecondCoding, giveToCoder, settle, takeBack } from './samples';

const EDITORS = { who: ['editor'], scope: 'national' } as const;
const SAMPLE = '/coding/samples/:sampleId';
const FINDING = `${SAMPLE}/findings/:findingId`;

/** Samples for a second coding: drawn, handed out, compared, settled and closed. */
export const sampleRoutes: Route[] = [
  route({
    ...EDITORS,
    method: 'get',
    path: '/coding/samples',
    audit: 'none',
    handle: (visit) => showSamples(visit, null, []),
  }),
  route({
    ...EDITORS,
    method: 'post',
    path: '/coding/samples',
    audit: 'sample.drawn',
    form: drawForm,
    handle: async ({ tx, actor, house, form }) => {
      const id = await drawForSecondCoding(tx, actor, house.now(), { ...form, size: form.size ?? 0 });
      return redirect(sampleHref(id), 'Drawn. Give the findings to a coder next.');
    },
    redisplay: (visit, problems) => showSamples(visit, visit.typed, problems),
  }),
  route({
    ...EDITORS,
    method: 'get',
    path: SAMPLE,
    audit: 'none',
    handle: (visit) => showSample(visit, null, []),
  }),
  route({
    ...EDITORS,
    method: 'post',
    path: SAMPLE,
    audit: 'sample.given',
    form: giveForm,
    handle: async ({ tx, actor, house, params, form }) => {
      const { sampleId = '' } = params;
      const given = await giveToCoder(tx, actor, house.now(), sampleId, form);
      return redirect(
        sampleHref(sampleId),
        `${count(given, 'finding')} given. They stand on the coder’s page of work.`,
      );
    },
    redisplay: (visit, problems) => showSample(visit, visit.typed, problems),
  }),
  route({
    ...EDITORS,
    method: 'post',
    path: `${SAMPLE}/taking-back`,
    audit: 'sample.taken_back',
    form: takeBackForm,
    handle: async ({ tx, actor, params, form }) => {
      const { sampleId = '' } = params;
      const taken = await takeBack(tx, actor, sampleId, form.coder);
      return redirect(sampleHref(sampleId), `${count(taken, 'finding')} taken back.`);
    },
  }),
  route({
    ...EDITORS,
    method: 'post',
    path: `${SAMPLE}/closing`,
    audit: 'sample.closed',
    form: closeForm,
    handle: async ({ tx, actor, house, params, form }) => {
      const { sampleId = '' } = params;
      await closeSample(tx, actor, house.now(), sampleId, form);
      return redirect(
        `${sampleHref(sampleId)}#agreement`,
        form.use === 'edition'
          ? 'Closed. The figures of the edition rest on this sample now.'
          : 'Closed, for the record only. What the figures of the edition rest on is as it was.',
      );
    },
    redisplay: (visit, problems) => showSample(visit, null, problems, visit.typed),
  }),
  route({
    ...EDITORS,
    method: 'get',
    path: `${SAMPLE}/comparison`,
    audit: 'none',
    handle: async (visit) => {
      const sample = await comparable(visit);
      const { show = '' } = visit.query;
      const shown: Shown = show === 'all' || show === 'unsettled' ? show : 'different';
      const model = comparisonPage(sample, shown);
      return page('coding/comparison', model.title, model, {
        section: 'coding',
        layout: { backLink: { text: `Sample ${sample.number}`, href: model.back } },
      });
    },
  }),
  route({
    ...EDITORS,
    method: 'get',
    path: FINDING,
    audit: 'none',
    handle: (visit) => showCompared(visit, null, []),
  }),
  route({
    ...EDITORS,
    method: 'post',
    path: `${FINDING}/settlement`,
    audit: 'sample.settled',
    form: settleForm,
    handle: async (visit) => {
      const { sampleId = '', findingId = '' } = visit.params;
      await comparable(visit);
      await settle(visit.tx, visit.actor, visit.house.now(), sampleId, findingId, visit.form);
      return redirect(comparedHref(sampleId, findingId), 'Settled. Both codings stay as they are.');
    },
    redisplay: (visit, problems) => showCompared(visit, visit.typed, problems),
  }),
];

async function showSamples(
  visit: Visit<unknown>,
  typed: Typed | null,
  problems: Problem[],
): Promise<PageReply> {
  const model = samplesPage(await listSamples(visit.tx), typed, problems);
  return pageOf('coding/samples', 'Second coding', model, { text: 'Coding', href: '/coding' });
}

async function showSample(
  visit: Visit<unknown>,
  given: Typed | null,
  problems: Problem[],
  closed: Typed | null = null,
): Promise<PageReply> {
  const model = samplePage(await sampleOf(visit), { given, closed }, problems);
  return pageOf('coding/sample', model.title, model, { text: 'Samples', href: '/coding/samples' });
}

async function showCompared(
  visit: Visit<unknown>,
  typed: Typed | null,
  problems: Problem[],
): Promise<PageReply> {
  const sample = await comparable(visit);
  const finding = sample.findings.find(({ finding_id }) => finding_id === visit.params.findingId);
  if (!finding?.codings.some(({ tags }) => tags !== null)) throw new Missing();
  const model = comparedPage(sample, finding, typed, problems);
  return pageOf('coding/compared', model.title, model, { text: 'All findings compared', href: model.back });
}

const pageOf = (
  view: string,
  title: string,
  model: object,
  backLink: { text: string; href: string },
): PageReply => page(view, title, model, { section: 'coding', layout: { backLink } }) as PageReply;

async function sampleOf({ tx, params }: Visit<unknown>): Promise<WholeSample> {
  const sample = await readSample(tx, params.sampleId ?? '');
  if (!sample) throw new Missing();
  return sample;
}

/** A sample whose codings may be looked at: closed, or with nothing left to code. */
async function comparable(visit: Visit<unknown>): Promise<WholeSample> {
  const sample = await sampleOf(visit);
  const codings = sample.findings.flatMap((finding) => finding.codings);
  const all = codings.length > 0 && codings.every(({ tags }) => tags !== null);
  if (sample.state === 'open' && !all) throw new Missing();
  return sample;
}
