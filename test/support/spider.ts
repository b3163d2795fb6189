import type { Visitor } from './browser-of';

export interface SeenPage {
  path: string;
  status: number;
  html: string;
}

/**
 * Follows every link within the site from some pages on, as one visitor.
 * @param most pages to read at the most; links that differ only in an id count as one kind, of which `each` are read
 */
export async function spider(
  visitor: Visitor,
  from: string[],
  { most = 200, each = 3 } = {},
): Promise<SeenPage[]> {
  const waiting = [...from];
  const known = new Set(waiting);
  const kinds = new Map<string, number>();
  const pages: SeenPage[] = [];
  while (waiting.length > 0 && pages.length < most) {
    const path = String(waiting.shift());
    const answer = await visitor.get(path);
    const isPage = String(answer.headers['content-type']).includes('text/html');
    pages.push({ path, status: answer.status, html: isPage ? answer.text : '' });
    for (const next of isPage ? linksOf(answer.text, path) : []) {
      const kind = kindOf(next);
      if (known.has(next) || (kinds.get(kind) ?? 0) >= each) continue;
      known.add(next);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      waiting.push(next);
    }
  }
  return pages;
}

function linksOf(html: string, base: string): string[] {
  return [...html.matchAll(/<a [^>]*href="([^"]+)"/g)]
    .map(([, href]) => new URL(String(href).replace(/&amp;/g, '&'), `http://site${base}`))
    .filter(({ host }) => host === 'site')
    .map(({ pathname, search }) => pathname + search);
}

function kindOf(path: string): string {
  const url = new URL(path, 'http://site');
  const names = [...url.searchParams.keys()].sort().join('&');
  return `${url.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replace(/\/[A-Z0-9]{1,4}(\.[A-Z]+)?$/, '/CODE')}?${names}`;
}
