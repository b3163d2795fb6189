import { longDate } from '../http/dates';
import { wordsOf } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import { whyUnreadable } from './content';
import { documentHref } from './document-pages';
import { clipped } from './evidence-labels';
import type { EvidenceCan } from './evidence-policy';
import { markPassage, type Stretch } from './passage';
import type { ReadDocument } from './reader-queries';
import { sheetOf, type SheetShown } from './reader-sheet';

export type ReaderFile = CaseFile & { document: ReadDocument | null };

/** views/evidence/document */
export interface DocumentPage {
  title: string;
  caption: string;
  withdrawn: { words: string; why: string } | null;
  /** Why there is nothing to read, or what is to be known of it; said above. */
  notices: string[];
  ways: { text: string; href: string }[];
  download: string | null;
  /** The page as a picture. */
  picture: { src: string; alt: string; largeHref: string } | null;
  text: {
    heading: string;
    /** Said in place of the text when there is none. */
    none: string;
    stretches: Stretch[];
    sheet: SheetShown | null;
    /** The words that were to be shown are not here. */
    missed: string;
  } | null;
  /** The text comes before the picture when words in it were asked for. */
  textFirst: boolean;
  /** Where in the document this is, and what is before and after. */
  within: { at: string; previous: Way | null; next: Way | null } | null;
  goTo: { action: string; last: number; current: number } | null;
  sheets: { text: string; href: string; current: boolean }[];
}

interface Way {
  text: string;
  href: string;
}

const DRAWN = /^(?:application\/pdf|image\/)/;
const CSV = 'text/csv';
const SHEETS = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const GO_TO_FROM = 4;
const MOST_SHEETS_NAMED = 40;

/** Whether a document's pages can be shown as pictures. */
export const isDrawn = (mediaType: string): boolean => DRAWN.test(mediaType);

/**
 * A document open at a page, sheet or part of it.
 * @param quote words that were asked for, to be marked where they stand
 */
export function documentPage(
  file: CaseFile,
  document: ReadDocument,
  can: EvidenceCan,
  quote: string,
): DocumentPage {
  const here = documentHref(file.id, document.id);
  const unreadable = whyUnreadable(document);
  // What a bundle brought of a document's text can be read, though its content did not come with it.
  const hidden = document.scan === 'held' || document.scan === 'infected';
  const numbers = placesOf(document);
  const drawn = isDrawn(document.media_type) && !unreadable;
  return {
    title: document.title,
    caption: [document.agency, document.kind, document.dated && longDate(document.dated)]
      .filter(Boolean)
      .join(' · '),
    withdrawn: document.withdrawn && {
      words: `Withdrawn on ${longDate(document.withdrawn.at)}${document.withdrawn.by ? ` by ${document.withdrawn.by}` : ''}.`,
      why: document.withdrawn.why,
    },
    notices: [...(unreadable ? [unreadable] : []), ...(hidden ? [] : readingNotices(document))],
    ways: waysOf(file, document, can),
    download: unreadable ? null : `${here}/file`,
    picture: drawn
      ? {
          src: `${here}/pages/${document.place}`,
          alt:
            numbers.length > 1
              ? `Page ${document.place} of ${numbers.length}`
              : `${document.title}, as a picture`,
          largeHref: `${here}/pages/${document.place}?size=large`,
        }
      : null,
    text: hidden ? null : textOf(document, quote),
    textFirst: quote !== '',
    ...waysWithin(here, document, numbers),
  };
}

function waysOf(file: CaseFile, document: ReadDocument, can: EvidenceCan): DocumentPage['ways'] {
  const here = documentHref(file.id, document.id);
  const use = `/reviews/${file.id}/use?document=${document.id}&page=${document.place}`;
  const readable = !document.withdrawn && !whyUnreadable(document);
  return [
    ...(can.makeSense && readable
      ? [{ text: `Use this in ${wordsOf(file.words).finding.a}`, href: use }]
      : []),
    ...(can.gather ? [{ text: 'Change details', href: `${here}/details` }] : []),
    ...(can.gather && !document.withdrawn
      ? [{ text: 'Withdraw this document', href: `${here}/withdrawal` }]
      : []),
  ];
}

function readingNotices({ reading, text_cut: cut, scan, media_type: type }: ReadDocument): string[] {
  if (cut) {
    return [
      'This document has more text than is kept for search. Search finds words in the first part of it only; download it to read the rest.',
    ];
  }
  if (reading === 'failed') {
    return [
      'The text of this document could not be read. Search cannot find words in it; download it to read it.',
    ];
  }
  if (reading === 'nothing' && scan !== 'absent') {
    return type.startsWith('image/')
      ? ['This is an image. Search cannot find words in it.']
      : ['No text was found in this document; it may be a scan. Search cannot find words in it.'];
  }
  return [];
}

function textOf(document: ReadDocument, quote: string): DocumentPage['text'] {
  const { text, reading, place } = document;
  const isPdf = document.media_type === 'application/pdf';
  const heading = isPdf ? `The words of page ${place}` : headingOf(document);
  const missed = `The words that were pointed to, “${clipped(quote, 200)}”, do not stand here as they were written down.`;
  if (text === null) {
    if (reading === 'waiting' && document.scan !== 'absent') {
      return {
        heading,
        none: 'The text of this document has not been read yet. Open this page again in a minute.',
        stretches: [],
        sheet: null,
        missed: '',
      };
    }
    if (isPdf && reading === 'read') {
      return {
        heading,
        none: 'No text was found on this page; it may be a scan.',
        stretches: [],
        sheet: null,
        missed: quote && missed,
      };
    }
    return null;
  }
  const isSheet = document.media_type === SHEETS || document.media_type === CSV;
  const stretches = quote ? markPassage(text, quote) : null;
  const sheet = isSheet ? sheetOf(text, stretches) : null;
  return {
    heading: heading || (isSheet ? 'The table' : ''),
    none: '',
    stretches: isSheet ? [] : (stretches ?? [{ text, marked: false }]),
    sheet,
    missed: quote && !stretches ? missed : '',
  };
}

const headingOf = ({ places, place }: ReadDocument): string =>
  places.find((one) => one.place === place)?.heading ?? '';

/** The numbers of the pages, sheets or parts that a document has. */
function placesOf({ media_type: type, pages, places, place }: ReadDocument): number[] {
  if (isDrawn(type)) return Array.from({ length: Math.max(pages ?? 1, place) }, (_, n) => n + 1);
  return places.length > 0 ? places.map((one) => one.place) : [place];
}

function waysWithin(
  here: string,
  { place, places, media_type: type }: ReadDocument,
  numbers: readonly number[],
): Pick<DocumentPage, 'within' | 'goTo' | 'sheets'> {
  const href = (number: number): string => `${here}?page=${number}`;
  if (numbers.length < 2) return { within: null, goTo: null, sheets: [] };
  if (type === SHEETS && places.length <= MOST_SHEETS_NAMED) {
    return {
      within: null,
      goTo: null,
      sheets: places.map(({ place: number, heading }) => ({
        text: heading,
        href: href(number),
        current: number === place,
      })),
    };
  }
  const at = numbers.indexOf(place);
  const last = numbers.at(-1) ?? place;
  const noun = type === SHEETS ? 'Sheet' : isDrawn(type) ? 'Page' : 'Part';
  const way = (number: number | undefined): Way | null =>
    number === undefined ? null : { href: href(number), text: `${noun} ${number}` };
  return {
    within: { at: `${noun} ${place} of ${last}`, previous: way(numbers[at - 1]), next: way(numbers[at + 1]) },
    goTo: numbers.length >= GO_TO_FROM ? { action: here, last, current: place } : null,
    sheets: [],
  };
}
