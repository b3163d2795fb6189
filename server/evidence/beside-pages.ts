import type { WholeFinding } from '../findings/finding-queries';
import type { SectionSlug } from '../findings/sufficiency';
import { wordsOf } from '../reviews/method-words';
import type { Content } from '../http/views';
import { evidenceKindsWords, evidenceHref, evidenceLabel, type EvidenceHead } from './evidence-labels';
import type { EvidenceOfFinding } from './finding-evidence-queries';
import { addHref, nameOf, pointersFrom, restShown, type RestsOfPlace } from './pointer-pages';
import { placesIn, pointingPartOf, type PointingPlace } from './pointing-parts';

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
        ? 'Save it first. Then it can point to the evidence that bears it.'
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
  const { conversation, key_practice_episode: episode } = wordsOf(whole.head.words);
  const lists = (Object.keys(PLACES) as (keyof typeof PLACES)[]).flatMap((kind) => {
    const { count, first } = whole.gathered[kind];
    if (count === 0) return [];
    const many = evidenceKindsWords(whole.head.words)[kind].many;
    return [
      {
        title: kind === 'document' ? 'Latest documents' : many,
        items: first.map((head) => ({
          text: shortLabel(head, whole.head.words),
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
    empty: `Documents, ${conversation.many} and ${episode.many} of this review stand here once they are added.`,
  };
}

const NOWHERE = { page: null, heading: '', quote: '' };
const shortLabel = (head: EvidenceHead, words: unknown): string =>
  head.kind === 'episode'
    ? `${head.number}. ${head.title}`
    : head.kind === 'conversation' && head.about === 'practitioner'
      ? evidenceLabel(head, words).replace(`${evidenceKindsWords(words).conversation.one} with `, '')
      : evidenceLabel(head, words);
