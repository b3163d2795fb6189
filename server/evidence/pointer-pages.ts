import type { Pointer } from '../findings/finding-content';
import { mayWrite } from '../findings/finding-policy';
import type { WholeFinding } from '../findings/finding-queries';
import type { SectionSlug } from '../findings/sufficiency';
import type { Content } from '../http/views';
import {
  clipped,
  EVIDENCE_KINDS_WORDS,
  evidenceHref,
  evidenceLabel,
  goneWords,
  type EvidenceHead,
} from './evidence-labels';
import type { EvidenceOfFinding } from './finding-evidence';
import {
  placeHref,
  placeQuery,
  placesIn,
  pointingPartOf,
  POINTING,
  type PointingPlace,
} from './pointing-parts';

/** What a part rests on, as it is shown beside it: a link that opens at its place. */
export interface Rest {
  text: string;
  place: string;
  href: string;
  quote: string;
  /** Why it is no longer there to rest on; empty while it is. */
  gone: string;
  change: string | null;
}
export interface RestsOfPlace {
  name: string | null;
  rests: Rest[];
  /** Where to add to it; null for a row that is not saved yet. */
  add: { text: string; href: string; about: string } | null;
}
export interface BesidePage {
  heading: string;
  places: RestsOfPlace[];
  empty: string;
}
export interface GatheredPage {
  lists: {
    title: string;
    items: { text: string; href: string; use: string | null }[];
    all: { text: string; href: string };
  }[];
  empty: string;
}
export interface Withdrawn {
  /** The part that rests on it, and where that is written. */
  name: string;
  href: string;
  label: string;
  why: string;
}

type Of = Pick<WholeFinding, 'review_id' | 'id'>;
export const findingAddress = ({ review_id, id }: Of): string => `/reviews/${review_id}/findings/${id}`;

/** The page that adds evidence to a place of the finding, with more that is chosen already. */
export function addHref(whole: Of, place: PointingPlace | null, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...(place ? placeQuery(place) : {}), ...more });
  return `${findingAddress(whole)}/evidence/new${query.size > 0 ? `?${query.toString()}` : ''}`;
}

/** The pointers of one place of the finding. */
export function pointersFrom(whole: WholeFinding, { part, row }: PointingPlace): Pointer[] {
  return whole.content.pointers.filter(({ from_part, from_row }) => from_part === part && from_row === row);
}

export function restShown(whole: WholeFinding, pointer: Pointer): Rest {
  const head = whole.evidence[pointer.target];
  return {
    text: pointer.label,
    place: pointer.place,
    href: evidenceHref(whole.review_id, pointer),
    quote: pointer.quote,
    gone: head ? goneWords(head) : '',
    change: mayWrite(whole) ? `${findingAddress(whole)}/evidence/${pointer.id}` : null,
  };
}

/** Every part of the finding that points to evidence that was withdrawn since. */
export function withdrawnIn(whole: WholeFinding, only?: (place: PointingPlace) => boolean): Withdrawn[] {
  return placesIn(whole.content)
    .filter((place) => !only || only(place))
    .flatMap((place) =>
      pointersFrom(whole, place).flatMap((pointer) => {
        const head = whole.evidence[pointer.target];
        const why = head ? goneWords(head) : '';
        const href = placeHref(findingAddress(whole), place);
        return why ? [{ name: nameOf(place), href, label: pointer.label, why }] : [];
      }),
    );
}

/** What was withdrawn under a section, or under one of its rows. */
export function withdrawnAt(
  whole: WholeFinding,
  section: SectionSlug,
  row: string | null = null,
): Withdrawn[] {
  const part = pointingPartOf(section);
  return part ? withdrawnIn(whole, (place) => place.part === part && (!row || place.row === row)) : [];
}

const nameOf = ({ name, text }: { name: string; text: string }): string =>
  text && name !== POINTING.manifestation.noun ? `${name}: ${clipped(text, 60)}` : name;

/**
 * The evidence beside a page of a finding: what this part rests on, and folded away what other parts rest on and what
 * else was gathered.
 * @param row the row whose page it is; `new` for one that is not saved yet; null for the section's own page
 */
export function evidenceBeside(
  whole: WholeFinding,
  section: SectionSlug,
  row: string | null = null,
): Content[] {
  const part = pointingPartOf(section);
  const places = placesIn(whole.content);
  const here = places.filter((place) => place.part === part && (row === null || place.row === row));
  const others = places.filter((place) => !here.includes(place));
  const single = here.length === 1 && (row !== null || part === 'manifestation') ? here[0] : undefined;
  return [
    ...(part ? [{ view: 'evidence/beside', page: restsHere(whole, here, single, row) }] : []),
    {
      view: 'evidence/beside-folded',
      page: {
        others: others.flatMap((place) => restsOfPlace(whole, place, null)),
        gathered: gatheredPage(whole, single ?? null),
      },
    },
  ];
}

function restsHere(
  whole: WholeFinding,
  here: ReturnType<typeof placesIn>,
  single: PointingPlace | undefined,
  row: string | null,
): BesidePage {
  const add = (place: PointingPlace, about: string): RestsOfPlace['add'] => ({
    text: 'Add what this rests on',
    href: addHref(whole, place),
    about,
  });
  return {
    heading: 'What this rests on',
    places: here.map((place) => ({
      name: single ? null : nameOf(place),
      rests: pointersFrom(whole, place).map((pointer) => restShown(whole, pointer)),
      add: add(place, single ? '' : place.name),
    })),
    empty:
      row === 'new'
        ? 'Save it first. Then it can point to the conversation, document, episode or event that bears it.'
        : 'When there is something here, it can point to the evidence that bears it.',
  };
}

function restsOfPlace(
  whole: WholeFinding,
  place: PointingPlace & { name: string; text: string },
  add: RestsOfPlace['add'],
): RestsOfPlace[] {
  const rests = pointersFrom(whole, place).map((pointer) => ({ ...restShown(whole, pointer), change: null }));
  return rests.length > 0 ? [{ name: nameOf(place), rests, add }] : [];
}

const PLACES: Record<keyof EvidenceOfFinding['gathered'], string> = {
  episode: 'episodes',
  conversation: 'conversations',
  document: 'documents',
};

/** Short lists of what there is to point to. With a place, each can be used there at once. */
export function gatheredPage(whole: WholeFinding, place: PointingPlace | null): GatheredPage {
  const lists = (Object.keys(PLACES) as (keyof typeof PLACES)[]).flatMap((kind) => {
    const { count, first } = whole.gathered[kind];
    if (count === 0) return [];
    const many = EVIDENCE_KINDS_WORDS[kind].many;
    return [
      {
        title: kind === 'document' ? 'Latest documents' : many,
        items: first.map((head) => ({
          text: shortLabel(head),
          href: evidenceHref(whole.review_id, { ...NOWHERE, kind, target: head.id }),
          use: place && addHref(whole, place, { [kind]: head.id }),
        })),
        all: {
          text: count > first.length ? `All ${count} ${many.toLowerCase()}` : `See ${many.toLowerCase()}`,
          href: `/reviews/${whole.review_id}/${PLACES[kind]}`,
        },
      },
    ];
  });
  return {
    lists,
    empty: 'Documents, conversations and episodes of this review stand here once they are added.',
  };
}

const NOWHERE = { page: null, heading: '', quote: '' };
const shortLabel = (head: EvidenceHead): string =>
  head.kind === 'episode'
    ? `${head.number}. ${head.title}`
    : evidenceLabel(head).replace(/^Conversation with /, '');

export interface FindingEvidencePage {
  title: string;
  withdrawn: Withdrawn[];
  places: (RestsOfPlace & { href: string })[];
}

/** All that a finding rests on, part by part. */
export function findingEvidencePage(whole: WholeFinding): FindingEvidencePage {
  return {
    title: 'What this finding rests on',
    withdrawn: withdrawnIn(whole),
    places: placesIn(whole.content).map((place) => ({
      name: nameOf(place),
      href: placeHref(findingAddress(whole), place),
      rests: pointersFrom(whole, place).map((pointer) => restShown(whole, pointer)),
      add: { text: 'Add what this rests on', href: addHref(whole, place), about: place.name },
    })),
  };
}
