/** A `published-reviews/1` file of so many findings, four to a review, tagged; the same for the same number. */
export function madeUpPublished(findings: number): object {
  const reviews = Array.from({ length: Math.ceil(findings / 4) }, (_, i) => ({
    id: `made-up-${findings}-${i}`,
    publishing_body: 'A Board',
    region: REGIONS[i % REGIONS.length],
    year_published: 2009 + (i % 12),
    title: `Child ${i}`,
    method: null,
    kind: 'scr',
    outcome: i % 3 === 0 ? 'death' : 'serious harm',
    age_band: 'under 1',
    agencies: ['police'],
    context_factors: [],
    findings: Array.from({ length: Math.min(4, findings - i * 4) }, (_finding, j) => ({
      id: `made-up-${findings}-${i}-f${j}`,
      text: `Pattern ${j} of review ${i}: what was known in one agency was not put beside what was known in another`,
      stated_as: 'finding',
      prevalence_stated: null,
      tags: [{ category: CATEGORIES[(i + j) % CATEGORIES.length], rationale: 'Made up to measure with.' }],
    })),
    source: { title: 'Made up', address: 'https://example.org/' },
    notes: null,
  }));
  return {
    format: 'published-reviews/1',
    about: 'Made up to measure with.',
    typology_edition: '2012',
    reviews,
  };
}

const REGIONS = ['London', 'North West', 'South East', 'South West', 'East Midlands'];
const CATEGORIES = ['BIAS.COG', 'FAM.CHI', 'INC.REF', 'LTW.INF', 'TOOL.REC', 'MGT.SUP'];
