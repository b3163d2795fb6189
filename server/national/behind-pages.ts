import { count } from '../http/dates';
import type { Answer } from './aggregates';
import { behindAddress, placeOf } from './behind';
import { dimension } from './dimensions';
import { ALL } from './disclosure-control';
import { exportForm, type ExportForm } from './export-pages';
import { settingsOf } from './figures-files';
import { FINDINGS_A_PAGE, type FindingsBehind } from './published-queries';
import { weakAmong } from './national-reliability';
import { questionParameters, type Question } from './question';

export interface BehindPage {
  title: string;
  /** What else the figure counts only, in words. */
  only: string[];
  /** What must be said of the coding, where it is weak. */
  coding: string[];
  /** What the category means, when the figure is of one. */
  category: { text: string; href: string } | null;
  /** True when the figure is hidden or nothing, so that no finding is listed. */
  hidden: boolean;
  count: string;
  findings: { text: string; review: string; source: string | null; tags: string }[];
  pages: {
    previous?: { href: string };
    next?: { href: string };
  } | null;
  back: string;
  /** The same findings as a file. */
  exported?: ExportForm | null;
}

/**
 * The published findings behind a figure.
 * @param question as it was asked
 * @param answer to it, of published reviews alone
 * @param found null when the figure is hidden: a list could be counted
 */
export function behindPage(
  question: Question,
  answer: Answer,
  found: FindingsBehind | null,
  pageNumber: number,
): BehindPage {
  const at = placeOf(question);
  const labels = question.by.flatMap((name, k) => {
    const code = at[k] ?? ALL;
    return code === ALL ? [] : [{ name, code, text: textOf(answer, name, code) }];
  });
  const title = labels.map(({ text }) => text).join(', ') || 'All reviews';
  const category = labels.find(({ name }) => name === 'category');
  return {
    ...listOf(found, (number) => behindAddress(question, at, number), pageNumber),
    title,
    only: settingsOf(answer)
      .filter(({ name, text }) => (name === 'Period' && text !== 'all dates') || name.startsWith('Only '))
      .filter(({ name }) => name !== `Only ${dimension('origin').label}`)
      .filter(({ name }) => !labels.some((label) => name === `Only ${dimension(label.name).label}`))
      .map(({ name, text }) => `${name}: ${text}`),
    coding: weakAmong(answer, question.filters.category ?? []),
    category: category
      ? {
          text: `What “${category.text}” means`,
          href: `/typology/${question.edition ?? ''}/${category.code}`,
        }
      : null,
    back: tableAddress(question),
    exported: exportForm(
      { findings: found?.count ?? 0, reviews: found?.reviews ?? 0 },
      {
        of: 'behind',
        question: new URLSearchParams(questionParameters(question)).toString(),
        edition: question.edition ?? '',
      },
    ),
  };
}

/** A page of findings, as the pages of single figures and of pairs list them. */
export function listOf(
  found: FindingsBehind | null,
  addressOf: (pageNumber: number) => string,
  pageNumber: number,
): Pick<BehindPage, 'hidden' | 'count' | 'findings' | 'pages'> {
  const last = Math.ceil((found?.count ?? 0) / FINDINGS_A_PAGE);
  const page = (number: number) => ({ href: addressOf(number) });
  return {
    hidden: found === null,
    count: `${count(found?.count ?? 0, 'published finding')} of ${count(found?.reviews ?? 0, 'review')}`,
    findings: (found?.findings ?? []).map((finding) => ({
      text: finding.text,
      review: labelOf(finding.review),
      source: /^https?:\/\//.test(finding.review.source ?? '') ? finding.review.source : null,
      tags: finding.counts_as.categories.map(({ category }) => category).join(', '),
    })),
    pages:
      last > 1
        ? {
            ...(pageNumber > 1 ? { previous: page(Math.min(pageNumber - 1, last)) } : {}),
            ...(pageNumber < last ? { next: page(pageNumber + 1) } : {}),
          }
        : null,
  };
}

/** The table that the figure stands in. */
function tableAddress(question: Question): string {
  const filters = Object.fromEntries(
    Object.entries(question.filters).filter(
      ([name, values]) => values.length !== 1 || !question.by.some((one) => one === name),
    ),
  );
  return `/national?${new URLSearchParams(questionParameters({ ...question, filters })).toString()}`;
}

function textOf({ choices }: Answer, name: keyof Answer['choices'], code: string): string {
  return choices[name].find((value) => value.code === code)?.text ?? code;
}

/** “BDS12, Derbyshire, 2013” */
function labelOf(review: FindingsBehind['findings'][number]['review']): string {
  const parts = [review.title ?? review.id, review.publishing_body, review.year_published];
  return parts.filter((part) => part !== null && part !== '').join(', ');
}
