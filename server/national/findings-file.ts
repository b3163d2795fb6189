import { stringify } from 'csv-stringify/sync';
import type { PublishedFinding } from './published-queries';
import { spreadsheetCell } from './spreadsheet-text';

/** Published findings with their coding, one a line; a finding's categories stand in one cell as `edition:code`. */
export function findingsCsv(findings: readonly PublishedFinding[]): string {
  const header = [
    'id',
    'review',
    'review_title',
    'publishing_body',
    'region',
    'year_published',
    'kind',
    'outcome',
    'age_band',
    'method',
    'source',
    'position',
    'text',
    'stated_as',
    'prevalence_stated',
    'extent',
    'polarity',
    'journey_stage',
    'tags',
  ];
  const records = findings.map((finding) => {
    const { review, tags } = finding;
    return [
      finding.id,
      review.id,
      review.title,
      review.publishing_body,
      review.region,
      review.year_published,
      review.kind,
      review.outcome,
      review.age_band,
      review.method,
      review.source,
      finding.position,
      finding.text,
      finding.stated_as,
      finding.prevalence_stated,
      finding.extent,
      finding.polarity,
      finding.journey_stage,
      tags.map(({ edition, category }) => `${edition}:${category}`).join(' '),
    ].map(spreadsheetCell);
  });
  return stringify([header, ...records]);
}
