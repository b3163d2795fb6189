import { SaxesParser, type SaxesTagNS } from 'saxes';

const GUID =
  /^([0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|\{[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\})$/;
const ANY = /^[^]*$/;
type Attributes = Record<string, { needed: boolean; value: RegExp; collapsed?: true }>;
interface Rule {
  attributes: Attributes;
  /** In this order; how often each may stand. */
  children: [name: string, least: number, most: number][];
  text: boolean;
}
// Tokens and booleans are read without the space round them (whiteSpace collapse); strings as they stand.
const guid = { needed: true, value: GUID, collapsed: true } as const;
const name = { needed: true, value: ANY };

/**
 * What the published schema of REFI-QDA codebooks 1.0 (namespace urn:QDA-XML:codebook:1.0, targetNamespace with
 * qualified elements and unqualified attributes) says of each element: its type, written as rules.
 *
 * Source: Codebook.xsd, as section 5.2 of the standard, version 1.5, prints it
 * (https://www.qdasoftware.org/wp-content/uploads/2019/09/REFI-QDA-1-5.pdf). The schema itself is not kept here. Once, by
 * hand, xmllint (libxml2 2.9.14) judged by it our exports and 12,000 random codebooks, a quarter of them valid: these
 * rules said the same of every one (DECISIONS, 22 November 2026). The types are CodeBookType (Codes, then Sets if any;
 * `origin` a string that may be left out), CodesType and SetsType (one or more), CodeType (Description, then Codes; `guid`,
 * `name` and `isCodable` required, `color` not), SetType, MemberCodeType, GUIDType and RGBType (patterns).
 */
const RULES: Record<string, Rule> = {
  CodeBook: {
    attributes: { origin: { needed: false, value: ANY } },
    children: [
      ['Codes', 1, 1],
      ['Sets', 0, 1],
    ],
    text: false,
  },
  Codes: { attributes: {}, children: [['Code', 1, Infinity]], text: false },
  Sets: { attributes: {}, children: [['Set', 1, Infinity]], text: false },
  Code: {
    attributes: {
      guid,
      name,
      isCodable: { needed: true, value: /^(true|false|1|0)$/, collapsed: true },
      color: { needed: false, value: /^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$/, collapsed: true },
    },
    children: [
      ['Description', 0, 1],
      ['Code', 0, Infinity],
    ],
    text: false,
  },
  Description: { attributes: {}, children: [], text: true },
  Set: {
    attributes: { guid, name },
    children: [
      ['Description', 0, 1],
      ['MemberCode', 0, Infinity],
    ],
    text: false,
  },
  MemberCode: { attributes: { guid }, children: [], text: false },
};

/** What in a text is not as the schema says; none when it is valid. GUIDs name one code each, besides. */
export function schemaProblems(xml: string): string[] {
  const problems: string[] = [];
  const open: { name: string; children: string[]; text: string }[] = [];
  const guids = new Set<string>();
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', ({ message }) => problems.push(message));
  parser.on('opentag', (tag) => {
    if (tag.uri !== 'urn:QDA-XML:codebook:1.0') problems.push(`${tag.name} is of the namespace ${tag.uri}`);
    if (open.length === 0 && tag.local !== 'CodeBook') problems.push(`${tag.local} is the root`);
    open.at(-1)?.children.push(tag.local);
    open.push({ name: tag.local, children: [], text: '' });
    problems.push(...attributeProblems(tag));
    const own = tag.attributes.guid?.value.toUpperCase();
    if (tag.local === 'Code' && own !== undefined && guids.has(own)) problems.push(`${own} stands twice`);
    if (own !== undefined) guids.add(own);
  });
  parser.on('text', (text) => {
    const last = open.at(-1);
    if (last) last.text += text;
  });
  parser.on('closetag', () => {
    const closed = open.pop();
    const rule = closed && RULES[closed.name];
    if (!closed || !rule) return;
    if (!rule.text && closed.text.trim() !== '') problems.push(`${closed.name} has text`);
    const places = closed.children.map((child) => rule.children.findIndex(([known]) => known === child));
    if (places.includes(-1) || places.some((place, index) => place < (places[index - 1] ?? 0)))
      problems.push(`${closed.name} has ${closed.children.join(', ')}`);
    for (const [child, least, most] of rule.children) {
      const times = closed.children.filter((one) => one === child).length;
      if (times < least || times > most) problems.push(`${closed.name} has ${times} ${child}`);
    }
  });
  parser.write(xml).close();
  return problems;
}

function attributeProblems(tag: SaxesTagNS): string[] {
  const rule = RULES[tag.local];
  if (!rule) return [`${tag.local} is no element of the schema`];
  const given = Object.values(tag.attributes).filter(
    ({ prefix, name: full, uri }) =>
      prefix !== 'xmlns' && full !== 'xmlns' && uri !== 'http://www.w3.org/2001/XMLSchema-instance',
  );
  return [
    ...given.flatMap(({ name: own, value }) => {
      const known = rule.attributes[own];
      const read = known?.collapsed ? value.trim().replace(/\s+/g, ' ') : value;
      return known?.value.test(read) ? [] : [`${tag.local} has ${own}="${value}"`];
    }),
    ...Object.entries(rule.attributes).flatMap(([own, { needed }]) =>
      needed && !given.some((one) => one.name === own) ? [`${tag.local} has no ${own}`] : [],
    ),
  ];
}
