import { createHash } from 'node:crypto';
import { childrenOf, type PlacedCategory } from './draft-model';

/** The namespace of REFI-QDA codebooks, version 1.0. */
export const CODEBOOK = 'urn:QDA-XML:codebook:1.0';
export const ORIGIN = 'Systems review workbench';

// Fixed for good: with it the same category of the same edition has the same GUID wherever it is saved.
const NAMESPACE = Buffer.from('8f1d3a5e2c7b5d419e6047a1b35c9d20', 'hex');
const COLOURS = [
  '#1B7F79',
  '#B4531A',
  '#5A4FA2',
  '#A2324F',
  '#3E6B1F',
  '#1F5C99',
  '#8A6D00',
  '#6B4A3A',
] as const;

/** A name-based UUID (version 5) of a category of an edition. */
export function guidOf(edition: string, code: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(`${edition}/${code}`).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
    .join('-')
    .toUpperCase();
}

/** The lines of a description that are more than the definition begin with these. */
export const LABELS = {
  includes: 'Includes:',
  excludes: 'Excludes:',
  examples: 'Example:',
  code: 'Code:',
} as const;

function descriptionOf({ code, definition, includes, excludes, examples }: PlacedCategory): string {
  return [
    definition,
    includes && `${LABELS.includes} ${includes}`,
    excludes && `${LABELS.excludes} ${excludes}`,
    ...examples.map((example) => `${LABELS.examples} ${example}`),
    `${LABELS.code} ${code}`,
  ]
    .filter(Boolean)
    .join('\n');
}

/**
 * An edition as a REFI-QDA codebook (`.qdc`), which programs for qualitative analysis read: each part with its
 * categories inside it. Findings are tagged with a part too, where none of its categories says it, so every code is
 * codable: a program that leaves out what is not would lose the parts and what they mean.
 */
export function codebookOf(edition: string, categories: readonly PlacedCategory[]): string {
  const codeOf = (category: PlacedCategory, colour: string, indent: string): string => {
    const inside = childrenOf(categories, category.code);
    return [
      `${indent}<Code guid="${guidOf(edition, category.code)}" name="${attribute(category.name)}" isCodable="true" color="${colour}">`,
      `${indent}  <Description>${escaped(descriptionOf(category))}</Description>`,
      ...inside.map((one) => codeOf(one, colour, `${indent}  `)),
      `${indent}</Code>`,
    ].join('\n');
  };
  const parts = categories.filter(({ parent }) => parent === null);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<CodeBook xmlns="${CODEBOOK}" origin="${attribute(`${ORIGIN}, edition ${edition}`)}">`,
    '  <Codes>',
    ...parts.map((part, index) => codeOf(part, COLOURS[index % COLOURS.length] ?? COLOURS[0], '    ')),
    '  </Codes>',
    '</CodeBook>',
    '',
  ].join('\n');
}

const SIGNS: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

// Two characters that PostgreSQL keeps and XML does not have.
const noneOfXml = /[\uFFFE\uFFFF]/g;
const escaped = (text: string): string =>
  text.replace(noneOfXml, '').replace(/[&<>]/g, (sign) => SIGNS[sign] ?? sign);
const attribute = (text: string): string =>
  text.replace(noneOfXml, '').replace(/[&<>"\n\t]/g, (sign) => SIGNS[sign] ?? sign);
