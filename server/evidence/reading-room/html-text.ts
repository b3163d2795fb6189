const BREAKS =
  /^\/?(?:p|div|br|tr|li|ul|ol|table|h[1-6]|blockquote|section|article|header|footer|hr|pre|dt|dd)$/i;
const SILENT = /^(?:script|style|head|title|svg|template|noscript)$/i;
const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  pound: '£',
  euro: '€',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
  bull: '•',
  middot: '·',
  eacute: 'é',
  copy: '©',
};

/**
 * The words of a page of HTML, in lines; nothing of it is run, fetched or kept as markup.
 * One pass over the text, whatever it holds.
 */
export function textOfHtml(html: string): string {
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const words = html.slice(at, open < 0 ? html.length : open);
    text += unescaped(words.replace(/\s+/g, ' '));
    if (open < 0) break;
    if (html.startsWith('<!--', open)) {
      at = after(html, '-->', open + 4);
      continue;
    }
    const name = /^\/?[a-z][a-z0-9]*/i.exec(html.slice(open + 1, open + 20))?.[0] ?? '';
    if (!name) {
      text += '<';
      at = open + 1;
      continue;
    }
    const end = after(html, '>', open);
    if (SILENT.test(name)) {
      at = afterElement(html, name, end);
      continue;
    }
    if (BREAKS.test(name)) text += '\n';
    else if (/^\/t[dh]$/i.test(name)) text += '\t';
    at = end;
  }
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function after(html: string, what: string, from: number): number {
  const at = html.indexOf(what, from);
  return at < 0 ? html.length : at + what.length;
}

function afterElement(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}\\b`, 'gi');
  closing.lastIndex = from;
  const found = closing.exec(html);
  return found ? after(html, '>', found.index) : html.length;
}

function unescaped(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi,
    (whole, decimal, hexadecimal, named) => {
      if (named) return NAMED[String(named).toLowerCase()] ?? whole;
      const code = decimal ? Number(decimal) : parseInt(String(hexadecimal), 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}
