import { count, longDate } from '../http/dates';
import type { Link } from '../http/views';
import { EDITIONS } from './queue-pages';
import type { Desk } from './queue-queries';

/** views/coding/hub */
export interface DeskPage {
  edition: string;
  editionHref: string;
  waiting: { text: string; href: string; detail: string }[];
  samples: { text: string; href: string; detail: string }[];
  samplesNote: string;
  samplesHref: string;
  links: Link[];
}

/** What waits for the editors, and where it is done. */
export function deskPage(desk: Desk): DeskPage {
  const waiting = [
    {
      number: desk.again,
      text: `${count(desk.again, 'finding')} to code again`,
      href: '/coding/again',
      detail:
        desk.again_answered === 0
          ? 'Their category was split. Until then no figure counts them there.'
          : `${desk.again_answered} fitted nowhere before and now have a category.`,
    },
    {
      number: desk.suggestions,
      text: `${count(desk.suggestions, 'finding')} that ${desk.suggestions === 1 ? 'does' : 'do'} not fit`,
      href: '/coding/does-not-fit',
      detail: 'Names were suggested for them: this is how the typology grows.',
    },
    {
      number: desk.uncoded,
      text: `${count(desk.uncoded, 'published finding')} not yet coded`,
      href: '/published?coded=no',
      detail: `In edition ${desk.edition ?? ''}.`,
    },
  ];
  return {
    edition: editionWords(desk),
    editionHref: EDITIONS,
    waiting: waiting.filter(({ number }) => number > 0),
    samples: desk.samples.map(({ id, number, size, edition, given, coded }) => ({
      text: `Sample ${number}`,
      href: `/coding/samples/${id}`,
      detail:
        given === 0
          ? `${count(size, 'finding')} of edition ${edition}, not handed out yet`
          : `${coded} of ${given} codings done, ${count(size, 'finding')} of edition ${edition}`,
    })),
    samplesNote:
      desk.closed_samples === 0
        ? 'No sample has been closed yet, so nothing is known of how reliable the coding is.'
        : `${count(desk.closed_samples, 'sample')} closed.`,
    samplesHref: '/coding/samples',
    links: [
      { text: 'Findings that do not fit', href: '/coding/does-not-fit' },
      { text: 'What was answered', href: '/coding/does-not-fit/answered' },
      { text: 'Coding again', href: '/coding/again' },
      { text: 'Published reviews', href: '/published' },
    ],
  };
}

function editionWords({ edition, draft, to_come }: Desk): string {
  const now = edition === null ? 'No edition is in force.' : `Edition ${edition} is in force.`;
  if (draft !== null) return `${now} Edition ${draft} is being drafted.`;
  if (to_come) return `${now} Edition ${to_come.code} comes into force on ${longDate(to_come.from)}.`;
  return `${now} No other is being drafted.`;
}
