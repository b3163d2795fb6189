/** Parsed HTML for comparing two renderings: attribute order and white space between tags do not count. */
export interface Node {
  name: string;
  attributes: Record<string, string>;
  children: (Node | string)[];
}

const voids = new Set(['input', 'br', 'hr', 'img', 'meta', 'link']);
const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  ctdot: '⋯',
  copy: '©',
  nbsp: '\u00a0',
};

export function parse(html: string): Node {
  const root: Node = { name: '#root', attributes: {}, children: [] };
  const open: Node[] = [root];
  const top = (): Node => open[open.length - 1] ?? root;
  const token =
    /<!--[\s\S]*?-->|<!doctype[^>]*>|<\/([a-z][\w-]*)\s*>|<([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/gi;
  let from = 0;
  for (const match of html.matchAll(token)) {
    addText(top(), html.slice(from, match.index));
    from = match.index + match[0].length;
    const [, closing, opening, rest = ''] = match;
    if (closing) {
      const last = open.pop();
      if (last?.name !== closing.toLowerCase()) throw new Error(`<${last?.name}> is closed by </${closing}>`);
    } else if (opening) {
      const node: Node = { name: opening.toLowerCase(), attributes: attributesOf(rest), children: [] };
      top().children.push(node);
      if (!voids.has(node.name) && !rest.trimEnd().endsWith('/')) open.push(node);
    }
  }
  addText(top(), html.slice(from));
  if (open.length > 1) throw new Error(`<${top().name}> is not closed`);
  return root;
}

/** One line per tag and text, so that a difference is easy to read. */
export function normalise(html: string): string {
  const lines: string[] = [];
  const write = (node: Node | string, depth: number): void => {
    const indent = '  '.repeat(depth);
    if (typeof node === 'string') {
      lines.push(indent + node);
      return;
    }
    const attributes = Object.entries(node.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    lines.push(
      `${indent}<${[node.name, ...attributes.map(([key, value]) => `${key}="${value}"`)].join(' ')}>`,
    );
    node.children.forEach((child) => write(child, depth + 1));
  };
  parse(html).children.forEach((child) => write(child, 0));
  return lines.join('\n');
}

function addText(parent: Node, raw: string): void {
  if (parent.name === 'textarea') {
    const text = decode(raw).replace(/^\n/, '');
    if (text) parent.children.push(text);
    return;
  }
  const text = decode(raw).replace(/\s+/g, ' ');
  // A space at the start of hidden words keeps them apart from the words before: “Change name”.
  const hidden = parent.attributes.class?.includes('govuk-visually-hidden');
  const kept = hidden ? text.trimEnd() : text.trim();
  if (kept.trim()) parent.children.push(kept);
}

function attributesOf(raw: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', double, single, bare] of raw.matchAll(
    /([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g,
  )) {
    const value = decode(double ?? single ?? bare ?? '');
    found[name] = name === 'class' ? value.trim().split(/\s+/).join(' ') : value;
  }
  return found;
}

function decode(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return entities[String(name)] ?? whole;
  });
}
