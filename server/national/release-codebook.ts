/** The codebook of a release: its dimensions, their values, and what the categories mean. Pure. */
import type { Category } from '../typology/typology-queries';
import type { ReleaseFigures } from './release-figures';
import { weakOf, type Cell } from './release-sheet';
import { columnHead } from './release-settings';

/** One row for each value of each dimension; definitions and the mark of weak coding for categories. */
export function codebookRows(figures: ReleaseFigures, categories: readonly Category[]): Cell[][] {
  const defined = new Map(categories.map((category) => [category.code, category]));
  const weak = weakOf(figures);
  return figures.dimensions.flatMap(({ name, values }) =>
    values.map(({ code, text, parent }) => {
      const category = name === 'category' ? defined.get(code) : undefined;
      return [
        name,
        code,
        text,
        parent ?? '',
        category?.definition ?? '',
        category?.includes ?? '',
        category?.excludes ?? '',
        category?.examples.join('; ') ?? '',
        name === 'category' ? weak([code]) : null,
      ];
    }),
  );
}

/** The same to read, as Markdown. */
export function codebookMarkdown(figures: ReleaseFigures, categories: readonly Category[]): string {
  const defined = new Map(categories.map((category) => [category.code, category]));
  const weak = weakOf(figures);
  const parts = figures.dimensions.map(({ name, additive, values }) => {
    const counting = additive
      ? 'A review has one value, so the figures add up to their total.'
      : 'A review may have several values. It is counted once in each, and once in the total.';
    const lines =
      name === 'category'
        ? values.map(
            ({ code, text, parent }) =>
              categoryLines(defined.get(code), code, text, parent ?? null) +
              (weak([code]) === 'true' ? WEAK_LINE : ''),
          )
        : values.map(({ code, text }) => `- \`${code}\`: ${escaped(text)}\n`);
    return `## ${columnHead(name)} (\`${name}\`)\n\n${counting}\n\n${lines.join('')}`;
  });
  return `# Codebook of release ${figures.number}\n\nTypology edition ${escaped(figures.edition)}.\n\n${parts.join('\n')}`;
}

const WEAK_LINE =
  '  - Marked: two coders agreed too little on it (alpha below 0.667, or none). Read its figures with care.\n';

function categoryLines(
  category: Category | undefined,
  code: string,
  text: string,
  parent: string | null,
): string {
  const line = (label: string, words: string | undefined): string =>
    words ? `  - ${label}: ${escaped(words)}\n` : '';
  return [
    `- \`${code}\`: ${escaped(text)}${parent === null ? '' : ` (in \`${parent}\`)`}\n`,
    line('Definition', category?.definition),
    line('In', category?.includes),
    line('Out', category?.excludes),
    line('Examples', category?.examples.join('; ')),
  ].join('');
}

/** Words that stand as they are in Markdown: nothing in them is a mark of its own, or begins a line. */
export function escaped(words: string): string {
  return words.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|]/g, (mark) => `\\${mark}`);
}
