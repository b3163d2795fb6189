import { count, howLong, longDate } from '../http/dates';
import type { Link } from '../http/views';
import { draftHref } from '../typology/draft-form-parts';
import type { Desk, SampleOnDesk } from './desk-queries';
import { groupByLikeness } from './likeness';

/** One thing that waits: what, why, and since when. */
export interface DeskLine {
  text: string;
  href: string;
  detail: string;
  since: string;
}

/** views/coding/hub */
export interface DeskPage {
  edition: string;
  editionHref: string;
  waiting: DeskLine[];
  samples: DeskLine[];
  samplesNote: string;
  samplesHref: string;
  links: Link[];
}

const EDITIONS = '/typology/editions';
const since = (when: string | null, now: Date): string => (when === null ? '' : howLong(when, now));

/** The editors’ desk: what waits for them, and the samples. */
export function deskPage(desk: Desk, now: Date): DeskPage {
  const closed = desk.samples.filter(({ state }) => state === 'closed').length;
  return {
    edition: editionWords(desk),
    editionHref: EDITIONS,
    waiting: waitsForEditors(desk, now),
    samples: desk.samples
      .filter(({ state }) => state === 'open')
      .map((sample) => ({
        text: `Sample ${sample.number}`,
        href: sampleHref(sample),
        detail:
          sample.given === 0
            ? `${count(sample.size, 'finding')} of edition ${sample.edition}, not handed out yet`
            : `${sample.coded} of ${sample.given} codings done, ${count(sample.size, 'finding')} of edition ${sample.edition}`,
        since: '',
      })),
    samplesNote:
      closed === 0
        ? 'No sample has been closed yet, so nothing is known of how reliable the coding is.'
        : `${count(closed, 'sample')} closed.`,
    samplesHref: '/coding/samples',
    links: [
      { text: 'Findings that do not fit', href: '/coding/does-not-fit' },
      { text: 'What was answered', href: '/coding/does-not-fit/answered' },
      { text: 'Coding again', href: '/coding/again' },
      { text: 'Published reviews', href: '/published' },
    ],
  };
}

const sampleHref = ({ id }: Pick<SampleOnDesk, 'id'>): string => `/coding/samples/${id}`;

/** All that waits for the national editors, one line each: what they find on their desk and on their page of work. */
export function waitsForEditors(desk: Desk, now: Date): DeskLine[] {
  return [
    ...(desk.again > 0 ? [againLine(desk, now)] : []),
    ...(desk.suggested.length > 0 ? [suggestedLine(desk, now)] : []),
    ...desk.samples.flatMap((sample) => sampleLines(sample, now)),
    ...(desk.uncoded > 0
      ? [
          {
            text: `${count(desk.uncoded, 'published finding')} not yet coded`,
            href: '/published?coded=no',
            detail: uncodedDetail(desk),
            since: '',
          },
        ]
      : []),
    ...(desk.draft ? [draftLine(desk.draft, now)] : []),
    ...(desk.to_come ? [toComeLine(desk.to_come, now)] : []),
    ...desk.releases.map((release) => ({
      text: `Release ${release.number} waits for a second person`,
      href: `/releases/builds/${release.id}`,
      detail: release.title,
      since: since(release.since, now),
    })),
  ];
}

function againLine({ again, again_answered: answered, again_since: when }: Desk, now: Date): DeskLine {
  const split = again - answered;
  const details = [
    split > 0 &&
      `The category of ${count(split, 'finding')} was split: until then no figure counts them there.`,
    answered > 0 && `${count(answered, 'finding')} fitted nowhere before, and now may.`,
  ];
  return {
    text: `${count(again, 'finding')} to code again`,
    href: '/coding/again',
    detail: details.filter(Boolean).join(' '),
    since: since(when, now),
  };
}

function uncodedDetail({ edition, uncoded, uncoded_again: again }: Desk): string {
  const where = `In edition ${edition ?? ''}.`;
  if (again === 0) return where;
  const of =
    again === uncoded
      ? again === 1
        ? 'It is'
        : 'All are'
      : `${again} of them ${again === 1 ? 'is' : 'are'}`;
  return `${where} ${of} to be coded again.`;
}

function suggestedLine({ suggested, suggested_since: when }: Desk, now: Date): DeskLine {
  const groups = groupByLikeness(suggested).length;
  return {
    text: `${count(suggested.length, 'finding')} that ${suggested.length === 1 ? 'does' : 'do'} not fit`,
    href: '/coding/does-not-fit',
    detail: `${count(groups, 'group')} of suggested names: this is how the typology grows.`,
    since: since(when, now),
  };
}

function sampleLines(sample: SampleOnDesk, now: Date): DeskLine[] {
  const { number, size, edition, state, given, coded, unsettled } = sample;
  const line = (text: string, detail: string, href = sampleHref(sample)): DeskLine => ({
    text,
    href,
    detail,
    since: since(sample.since, now),
  });
  const whole = `${count(size, 'finding')} of edition ${edition}.`;
  return [
    ...(state === 'open' && given === 0 ? [line(`Hand out sample ${number}`, whole)] : []),
    ...(state === 'open' && given > 0 && coded === given
      ? [line(`Compare the codings of sample ${number} and close it`, whole)]
      : []),
    ...(unsettled > 0
      ? [
          line(
            `${count(unsettled, 'difference')} of sample ${number} to settle`,
            'Two coders gave different codes. Both codings stay.',
            `${sampleHref(sample)}/comparison?show=unsettled`,
          ),
        ]
      : []),
  ];
}

const draftLine = ({ code, since: when }: NonNullable<Desk['draft']>, now: Date): DeskLine => ({
  text: `Edition ${code} is being drafted`,
  href: draftHref(code),
  detail: 'It changes nothing until it is published.',
  since: since(when, now),
});

const toComeLine = ({ code, from, since: when }: NonNullable<Desk['to_come']>, now: Date): DeskLine => ({
  text: `Edition ${code} comes into force on ${longDate(from)}`,
  href: EDITIONS,
  detail: 'It is published and cannot be changed any more.',
  since: since(when, now),
});

function editionWords({ edition, draft, to_come }: Desk): string {
  const now = edition === null ? 'No edition is in force.' : `Edition ${edition} is in force.`;
  if (draft !== null) return `${now} Edition ${draft.code} is being drafted.`;
  if (to_come) return `${now} Edition ${to_come.code} comes into force on ${longDate(to_come.from)}.`;
  return `${now} No other is being drafted.`;
}
