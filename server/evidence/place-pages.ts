import { controlOf, type Errors, type Field, type Typed, type Values } from '../findings/fields';
import type { WholeFinding } from '../findings/finding-queries';
import type { Content } from '../http/views';
import {
  evidenceHref,
  evidenceKindsWords,
  evidenceLabel,
  goneWords,
  headingsOf,
  hiddenWords,
  type EvidenceHead,
} from './evidence-labels';
import { frameOf, type PickerPage, type Place } from './picker-pages';
import { addHref, findingAddress } from './pointer-pages';
import { PLACE_LABELS, type PlaceInEvidence } from './pointers';
import { placeQuery } from './pointing-parts';

export interface PlacePage {
  title: string;
  from: PickerPage['from'];
  evidence: { text: string; href: string };
  gone: string;
  /** Said in place of the words that it quotes when they may not be shown. */
  hiddenWords: string;
  action: string;
  hidden: { name: string; value: string }[];
  controls: Content[];
  /** Said where there is no place to choose. */
  whole: string;
  button: string;
  /** Another choice, while nothing is kept yet. */
  other: string | null;
  removal: { action: string; version: string } | null;
}

/** Where in the evidence; for evidence that is pointed to whole, the question whether to. */
export function placePage(
  whole: WholeFinding,
  place: Place,
  head: EvidenceHead,
  values: PlaceInEvidence,
  typed: Typed | null,
  errors: Errors,
  kept: { id: string; version: string } | null = null,
): PlacePage {
  const stored: Values = { ...values, page: values.page === null ? '' : String(values.page) };
  const action = `${findingAddress(whole)}/evidence${kept ? `/${kept.id}` : ''}`;
  // Without consent there is nothing to choose: it can be removed.
  const hidden = hiddenWords(head);
  const controls = (hidden ? [] : fieldsOf(head)).map((field) => controlOf(field, stored, typed, errors));
  return {
    title: kept ? 'What this rests on' : 'Add what this rests on',
    from: frameOf(whole, place).from,
    evidence: {
      text: evidenceLabel(head, whole.head.words),
      href: evidenceHref(whole.review_id, { kind: head.kind, target: head.id, ...values }),
    },
    gone: goneWords(head, whole.head.words),
    hiddenWords: hidden,
    action,
    hidden: kept
      ? [{ name: 'version', value: kept.version }]
      : [
          ...Object.entries({ row: '', ...placeQuery(place) }).map(([name, value]) => ({ name, value })),
          { name: 'kind', value: head.kind },
          { name: 'target', value: head.id },
        ],
    controls,
    whole:
      controls.length === 0 && !hidden
        ? `The part points to the whole ${evidenceKindsWords(whole.head.words)[head.kind].one.toLowerCase()}.`
        : '',
    button: kept ? 'Save' : 'Add this',
    other: kept ? null : addHref(whole, place, { kind: head.kind }),
    removal: kept
      ? { action: `${action}/removal`, version: String(whole.part_versions[kept.id] ?? '') }
      : null,
  };
}

function fieldsOf(head: EvidenceHead): Field[] {
  const quote: Field = {
    kind: 'text',
    name: 'quote',
    label: PLACE_LABELS.quote,
    hint: 'Copy them as they stand there, if a few words say it. They go to the chair with it.',
    rows: 4,
  };
  if (head.kind === 'document') {
    const of = head.pages ? ` It has ${head.pages === 1 ? '1 page' : `${head.pages} pages`}.` : '';
    return [
      {
        kind: 'line',
        name: 'page',
        label: PLACE_LABELS.page,
        hint: `Leave it empty for the whole document.${of}`,
      },
      quote,
    ];
  }
  if (head.kind === 'conversation') {
    const options = Object.fromEntries(headingsOf(head).map(({ anchor, text }) => [anchor, text]));
    return [
      {
        kind: 'choice',
        name: 'heading',
        label: PLACE_LABELS.heading,
        hint: 'Leave it open for the whole conversation.',
        options,
        as: 'select',
      },
      quote,
    ];
  }
  return [];
}
