import { count } from '../http/dates';
import type { Value } from './aggregates';
import { findingsAddress } from './national-pages';
import { FINDINGS_A_PAGE, type PublishedFinding } from './published-queries';
import type { Question } from './question';

export interface BehindPage {
  category: { code: string; name: string; href: string };
  /** True when the figure is hidden or nothing, so that no finding is listed. */
  hidden: boolean;
  count: string;
  findings: { text: string; review: string; source: string | null; tags: string }[];
  pages: {
    previous?: { href: string };
    next?: { href: string };
  } | null;
}

/**
 * The published findings behind a category's figure.
 * @param found null when the figure is hidden: a list could be counted
 */
export function behindPage(
  category: Value,
  question: Question,
  found: { findings: PublishedFinding[]; count: number } | null,
  pageNumber: number,
): BehindPage {
  const edition = question.edition ?? '';
  const last = Math.ceil((found?.count ?? 0) / FINDINGS_A_PAGE);
  const at = (number: number) => ({ href: findingsAddress(question, category.code, number) });
  return {
    category: { code: category.code, name: category.text, href: `/typology/${edition}/${category.code}` },
    hidden: found === null,
    count: count(found?.count ?? 0, 'published finding'),
    findings: (found?.findings ?? []).map((finding) => ({
      text: finding.text,
      review: labelOf(finding.review),
      source: /^https?:\/\//.test(finding.review.source ?? '') ? finding.review.source : null,
      tags: finding.tags
        .filter((tag) => tag.edition === edition)
        .map((tag) => tag.category)
        .join(', '),
    })),
    pages:
      last > 1
        ? {
            ...(pageNumber > 1 ? { previous: at(Math.min(pageNumber - 1, last)) } : {}),
            ...(pageNumber < last ? { next: at(pageNumber + 1) } : {}),
          }
        : null,
  };
}

/** “BDS12, Derbyshire, 2013” */
function labelOf(review: PublishedFinding['review']): string {
  const parts = [review.title ?? review.id, review.publishing_body, review.year_published];
  return parts.filter((part) => part !== null && part !== '').join(', ');
}
