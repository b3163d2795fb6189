import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { AXE } from './site';

const WCAG_22_AA: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
  preload: false,
};
const NARROW = { width: 320, height: 800 };

/** What was found on the pages that were checked, and which kinds of page those were. */
export interface Checked {
  kinds: Set<string>;
  /** Their addresses, without what differs between pages of one kind. */
  addresses: Set<string>;
  problems: string[];
}

export const nothingChecked = (): Checked => ({ kinds: new Set(), addresses: new Set(), problems: [] });

/**
 * Looks at a page as it stands for what breaks WCAG 2.2 AA, and for what does not fit in 320 pixels.
 * @param as what kind of page it is; one of each kind is looked at
 */
export async function checkPage(page: Page, checked: Checked, as = kindOf(page.url())): Promise<void> {
  if (checked.kinds.has(as)) return;
  checked.kinds.add(as);
  checked.addresses.add(kindOf(page.url()));
  await page.addScriptTag({ url: AXE });
  const results = await page.evaluate(
    (options) =>
      (window as unknown as { axe: { run(of: Document, how: object): Promise<AxeResults> } }).axe.run(
        document,
        options,
      ),
    WCAG_22_AA,
  );
  for (const { id, help, nodes } of results.violations) {
    checked.problems.push(
      `${as}: ${id}, ${help}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
    );
  }
  const size = page.viewportSize();
  await page.setViewportSize(NARROW);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > NARROW.width)
    checked.problems.push(`${as}: ${width} pixels wide in a window of ${NARROW.width}`);
  if (size) await page.setViewportSize(size);
}

/** An address without what differs between pages of one kind. */
export function kindOf(url: string): string {
  return new URL(url).pathname
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    .replace(/^\/typology\/\d+\/.+$/, '/typology/:edition/:code');
}
