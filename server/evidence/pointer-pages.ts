import type { Pointer } from '../findings/finding-content';
import { mayWrite } from '../findings/finding-policy';
import type { WholeFinding } from '../findings/finding-queries';
import type { SectionSlug } from '../findings/sufficiency';
import { wordsOf } from '../reviews/method-words';
import { clipped, evidenceHref, goneWords, hiddenWords } from './evidence-labels';
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
  /** Said in place of the quotation when it may not be shown. */
  hidden: string;
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
    hidden: head ? hiddenWords(head) : '',
    gone: head ? goneWords(head, whole.head.words) : '',
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
        const why = head ? goneWords(head, whole.head.words) : '';
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

/** A place by its name and the beginning of its words. */
export const nameOf = ({ name, text }: { name: string; text: string }): string =>
  text && name !== POINTING.manifestation.noun ? `${name}: ${clipped(text, 60)}` : name;

export interface FindingEvidencePage {
  title: string;
  withdrawn: Withdrawn[];
  places: (RestsOfPlace & { href: string })[];
}

/** All that a finding rests on, part by part. */
export function findingEvidencePage(whole: WholeFinding): FindingEvidencePage {
  return {
    title: `What this ${wordsOf(whole.head.words).finding.one} rests on`,
    withdrawn: withdrawnIn(whole),
    places: placesIn(whole.content).map((place) => ({
      name: nameOf(place),
      href: placeHref(findingAddress(whole), place),
      rests: pointersFrom(whole, place).map((pointer) => restShown(whole, pointer)),
      add: { text: 'Add what this rests on', href: addHref(whole, place), about: place.name },
    })),
  };
}
