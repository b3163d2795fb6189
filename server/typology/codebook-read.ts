import { SaxesParser } from 'saxes';
import { LONG_TEXT, SHORT_TEXT, tidy } from '../http/forms';
import { ImportProblem } from '../published/import-problem';
import { guidOf, LABELS } from './codebook-file';
import { CODE_SHAPE, DOES_NOT_FIT, inOrder, MOST_CATEGORIES, type PlacedCategory } from './draft-model';
import type { KnownEditions, ReadEdition } from './typology-read';
import { settled } from './crosswalk-gaps';

/** One code of a codebook, as the file has it. */
interface ReadCode {
  guid: string;
  name: string;
  description: string;
  parent: ReadCode | null;
  place: string;
}

/** Deeper than any codebook; the file is refused before it costs anything. */
const DEEPEST = 30;

const refuse = (path: string, reason: string): never => {
  throw new ImportProblem([{ path, reason }]);
};

/**
 * A REFI-QDA codebook as an edition: codes that were saved here are known by their GUIDs, others get codes. Only
 * plain XML is read: no document type, no entities of its own.
 * @throws ImportProblem with line and column, or with the code that it is about
 */
export function readCodebook(text: string, known: KnownEditions): ReadEdition {
  const codes = codesOf(text);
  if (codes.length === 0) refuse('file', 'has no Code: it is not a REFI-QDA codebook');
  for (const { place, parent, name, description } of codes) {
    if (name === '') refuse(place, 'has no name');
    if (name.length > SHORT_TEXT) refuse(place, `has a name of more than ${SHORT_TEXT} characters`);
    if (description.length > LONG_TEXT) refuse(place, 'has a description of more than 20,000 characters');
    if (parent?.parent) refuse(place, 'stands three deep: an edition has two levels');
  }
  const categories = categoriesOf(codes, known);
  const there = new Set(categories.map(({ code }) => code));
  const fitsNone = known.baseCategories.find(({ code }) => code === DOES_NOT_FIT);
  // Codebooks from elsewhere have none, and every edition needs it.
  const whole = inOrder(!there.has(DOES_NOT_FIT) && fitsNone ? [...categories, fitsNone] : categories);
  return { code: null, categories: whole, steps: stepsByCode(known, whole) };
}

/** Where the file says nothing else, a category with the code of an older one is what became of it. */
export function stepsByCode(
  known: KnownEditions,
  categories: readonly PlacedCategory[],
): ReadEdition['steps'] {
  const steps = known.baseCategories
    .filter(({ code }) => categories.some((one) => one.code === code))
    .map(({ code }) => ({ from: code, change: 'same' as const, to: [code], reason: '' }));
  const { baseCategories, base } = known;
  const draft = {
    code: '',
    base,
    baseCategories,
    categories: categories.map((one) => ({ ...one, version: 1 })),
    steps,
  };
  return settled(draft).steps;
}

function codesOf(text: string): ReadCode[] {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  const parser = new SaxesParser({ xmlns: true });
  const found: ReadCode[] = [];
  const open: { local: string; code: ReadCode | null }[] = [];
  let words: string | null = null;
  const here = (): string => `line ${parser.line}, column ${parser.column}`;
  const inCode = (): ReadCode | null => open.findLast(({ code }) => code !== null)?.code ?? null;
  parser.on('error', () => refuse(here(), 'is not XML that can be read'));
  parser.on('doctype', () =>
    refuse(here(), 'has a document type, which a codebook does not need: take it out'),
  );
  parser.on('opentag', ({ local, attributes }) => {
    if (open.length === 0 && local !== 'CodeBook')
      refuse(here(), 'must begin with CodeBook: it is not a REFI-QDA codebook');
    if (open.length >= DEEPEST) refuse(here(), 'is nested too deep');
    const attribute = (name: string): string => oneLine(attributes[name]?.value ?? '');
    const parent = inCode();
    const isCode = local === 'Code' && open.some((one) => one.local === 'Codes');
    const code = isCode
      ? {
          guid: attribute('guid').replace(/[{}]/g, '').toUpperCase(),
          name: attribute('name'),
          description: '',
          parent,
          place: here(),
        }
      : null;
    if (code) found.push(code);
    if (found.length > MOST_CATEGORIES)
      refuse(here(), `is one Code too many: an edition has at most ${MOST_CATEGORIES}`);
    if (local === 'Description' && parent && open.at(-1)?.code === parent) words = '';
    open.push({ local, code });
  });
  const take = (piece: string): void => {
    if (words !== null) words += piece;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', () => {
    const closed = open.pop();
    const code = inCode();
    if (closed?.local === 'Description' && code && words !== null) {
      code.description = kept(words);
      words = null;
    }
  });
  parser.write(plain).close();
  return found;
}

// XML has these and the workbench keeps none of them.
const kept = (text: string): string => tidy(text.toWellFormed().replace(/(?![\t\n\r])\p{Cc}/gu, ' '));
const oneLine = (text: string): string => kept(text).replace(/\s+/g, ' ');

function categoriesOf(codes: readonly ReadCode[], known: KnownEditions): PlacedCategory[] {
  const byGuid = new Map(known.baseCategories.map(({ code }) => [guidOf(known.base, code), code]));
  const given = new Map<ReadCode, string>();
  const taken = new Set<string>();
  const give = (code: ReadCode, own: string | undefined): void => {
    if (own === undefined || given.has(code) || taken.has(own) || !CODE_SHAPE.test(own)) return;
    given.set(code, own);
    taken.add(own);
  };
  // What is known keeps its code before anything new can take it. A code that was changed in the words stands.
  for (const code of codes) give(code, readDescription(code.description).code);
  for (const code of codes) give(code, byGuid.get(code.guid));
  for (const code of codes) if (!given.has(code)) give(code, freshCode(code, given, taken, known));
  return codes.map((code) => {
    const { code: _code, ...words } = readDescription(code.description);
    return {
      ...words,
      code: given.get(code) ?? '',
      name: code.name,
      parent: code.parent && (given.get(code.parent) ?? null),
    };
  });
}

/** A code from the letters of a name, under its part's, that no category has or had. */
function freshCode(
  { name, parent }: ReadCode,
  given: Map<ReadCode, string>,
  taken: Set<string>,
  { baseCategories }: KnownEditions,
): string {
  const letters = name
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^[0-9]+/, '');
  const part = parent ? (given.get(parent) ?? '').split('.')[0] : undefined;
  const stem = `${part ? `${part}.` : ''}${letters.slice(0, 4) || 'NEW'}`;
  for (let number = 1; ; number += 1) {
    const code = number === 1 ? stem : `${stem}${number}`;
    if (!taken.has(code) && !baseCategories.some((one) => one.code === code)) return code;
  }
}

/** A description in its parts: the definition, and the lines that begin with a label. */
function readDescription(
  description: string,
): Omit<PlacedCategory, 'name' | 'parent' | 'code'> & { code?: string } {
  const parts: Record<keyof typeof LABELS | 'definition', string[]> = {
    definition: [''],
    includes: [],
    excludes: [],
    examples: [],
    code: [],
  };
  let now: keyof typeof parts = 'definition';
  const labels = Object.entries(LABELS) as [keyof typeof LABELS, string][];
  for (const line of description.split('\n')) {
    const label = labels.find(([, words]) => line.startsWith(words));
    if (label) [now] = label;
    const piece = label ? line.slice(label[1].length).trim() : line;
    if (label) parts[now].push(piece);
    else parts[now].push(`${parts[now].pop() ?? ''}\n${piece}`);
  }
  const text = (name: keyof typeof parts): string => parts[name].join('\n').trim();
  return {
    definition: text('definition'),
    includes: text('includes'),
    excludes: text('excludes'),
    examples: parts.examples.map((one) => one.trim().replace(/\s+/g, ' ')).filter(Boolean),
    code: text('code') || undefined,
  };
}
