/** Codes that the made-up tags go through in turn. */
const CATEGORIES = ['MGT.SUP', 'MGT.CAP', 'LTW.INF', 'LTW.ROL', 'FAM.CHI', 'BIAS.COG', 'INC.REF', 'TOOL.REC'];
const REGIONS = ['East Midlands', 'London', 'North West', 'South East', null];

/**
 * A made-up `published-reviews/1` file for measuring a load: four findings a review, every other one tagged.
 * @param findings how many findings it is to hold
 * @param prefix what its ids begin with, so that several can be loaded side by side
 * @returns the file's text
 */
export function samplePublished(findings: number, prefix = 'sample'): string {
  const reviews = Array.from({ length: Math.ceil(findings / 4) }, (_, r) => ({
    id: `${prefix}-${r}`,
    publishing_body: `Board ${r % 97}`,
    region: REGIONS[r % REGIONS.length],
    year_published: 2009 + (r % 12),
    title: `Review ${r}`,
    method: null,
    kind: 'scr',
    outcome: r % 2 === 0 ? 'death' : 'serious harm',
    age_band: '1-5',
    agencies: ['police', 'school', 'health visiting'],
    context_factors: ['made up for measuring'],
    findings: Array.from({ length: Math.min(4, findings - r * 4) }, (_unused, f) => ({
      id: `${prefix}-${r}-${f}`,
      text: `Supervision ${f} of review ${r} went through the tasks and left the reasoning where it was`,
      stated_as: 'finding',
      prevalence_stated: null,
      ...(f % 2 === 0
        ? {
            tags: [
              { category: CATEGORIES[(r + f) % CATEGORIES.length], rationale: 'Made up for measuring.' },
            ],
          }
        : {}),
    })),
    source: { title: 'Made up', address: 'https://example.org/' },
    notes: null,
  }));
  return JSON.stringify({ format: 'published-reviews/1', typology_edition: '2012', reviews });
}
