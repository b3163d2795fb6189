import { figuresAmong, type ChartFigures } from '../../server/national/chart-figures';
import { chartOf, type Chart } from '../../server/national/chart';
import { hatch, linesOf, roundUp } from '../../server/national/chart-drawing';
import type { Figure } from '../../server/national/aggregates-protection';
import type { Dimension } from '../../server/national/dimensions';
import { renderView } from '../../server/http/views';

const CATEGORIES = [
  { code: 'A', text: 'Innate <human> biases', parent: null },
  { code: 'A.ONE', text: 'Emotional', parent: 'A' },
  { code: 'B', text: 'Tools', parent: null },
];
const REGIONS = ['London', 'Yorkshire and The Humber'].map((name) => ({ code: name, text: name }));
const YEARS = [2009, 2010, 2011, 2012, 2013].map((year) => ({ code: String(year), text: String(year) }));

function figures(by: Dimension[], at: Record<string, Figure>): ChartFigures {
  return {
    by,
    values: {
      category: CATEGORIES,
      region: REGIONS,
      year: [...YEARS, { code: 'not stated', text: 'Not stated' }],
    },
    figureAt: (coordinates) => at[coordinates.join(' ')] ?? 0,
    weak: new Set(['B']),
  };
}
const panels = (chart: Chart | null) => (chart?.kind === 'panels' ? chart.panels : []);
const drawn = (chart: Chart | null): string =>
  JSON.stringify(panels(chart).map(({ drawing }) => drawing.shapes));

describe('the chart of a table', () => {
  it('is bars for one dimension, of the main categories, with weak coding marked and the hidden hatched', () => {
    const chart = chartOf(figures(['category'], { A: 12, 'A.ONE': 7, B: 'c' }));
    expect(chart).toMatchObject({
      kind: 'bars',
      hidden: true,
      bars: {
        bars: [
          { label: 'Innate <human> biases', value: 12 },
          { label: 'Tools', value: 'c', weak: true },
        ],
      },
    });
    expect(chartOf(figures(['category'], {}))).toBeNull();
    // With nothing to see in the parts, the totals are drawn.
    expect(chartOf(figures(['category', 'region'], { 'A (all)': 9, 'A London': 'c' }))?.kind).toBe('bars');
    const years = chartOf(figures(['category', 'year'], { '(all) 2009': 9, 'A 2009': 'c' }));
    expect(panels(years).map(({ title }) => title)).toEqual(['All reviews']);
  });

  it('is small bars on one scale for two dimensions, and never a bar for a hidden figure', () => {
    const chart = chartOf(
      figures(['category', 'region'], { 'A London': 20, 'A Yorkshire and The Humber': 10, 'B London': 'c' }),
    );
    expect(panels(chart).map(({ title, weak }) => [title, weak])).toEqual([
      ['Innate <human> biases', false],
      ['Tools', true],
    ]);
    const [first, second] = panels(chart);
    const widths = first?.drawing.shapes.flatMap((shape) => (shape.shape === 'bar' ? [shape.width] : []));
    expect(widths).toHaveLength(2);
    expect(widths?.[0]).toBeCloseTo((widths?.[1] ?? 0) * 2, 0);
    expect(second?.drawing.shapes.filter(({ shape }) => shape === 'bar')).toEqual([]);
    expect(second?.drawing.description).toBe('London: hidden; Yorkshire and The Humber: 0 reviews');
    // Whatever is hidden, its mark is the same.
    const other = chartOf(
      figures(['category', 'region'], { 'A London': 20, 'B Yorkshire and The Humber': 'c' }),
    );
    const sizes = [chart, other].map(
      (one) => /"shape":"hatch","x":[\d.]+,"y":[\d.]+(,"width":\d+,"height":\d+)/.exec(drawn(one))?.[1],
    );
    expect(sizes[0]).toBe(sizes[1]);
  });

  it('is lines over years, with no line through a year that is hidden or not there', () => {
    const chart = chartOf(
      figures(['year', 'category'], {
        '2009 A': 8,
        '2010 A': 9,
        '2011 A': 'c',
        '2012 A': 7,
        '2013 A': 'x',
        '2009 B': 6,
      }),
    );
    const [first] = panels(chart);
    const lines = first?.drawing.shapes.filter(({ shape }) => shape === 'line') ?? [];
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines).match(/L/g)).toHaveLength(1);
    expect(first?.drawing.shapes.filter(({ shape }) => shape === 'dot')).toHaveLength(3);
    expect(first?.drawing.shapes.filter(({ shape }) => shape === 'hatch')).toHaveLength(1);
    expect(first?.drawing.description).toContain('2011: hidden');
    expect(panels(chartOf(figures(['year'], { '2009': 6, '2010': 7 })))).toHaveLength(1);
  });

  it('leaves out what cannot be seen at a glance', () => {
    const many = Array.from({ length: 50 }, (_, k) => ({ code: `m${k}`, text: `Method ${k}` }));
    expect(chartOf({ by: ['method'], values: { method: many }, figureAt: () => 9 })).toBeNull();
    const chart = chartOf({
      by: ['region', 'method'],
      values: { region: REGIONS, method: many },
      figureAt: () => 9,
    });
    expect(chart?.kind).toBe('bars');
  });

  it('reads figures from rows that name their labels', () => {
    const at = figuresAmong(
      ['category', 'region'],
      [
        { category: 'A', region: '(all)', reviews: 9 },
        { category: 'A', reviews: 'c', region: 'London' },
      ],
    );
    expect([at(['A', '(all)']), at(['A', 'London']), at(['B', 'London'])]).toEqual([9, 'c', 'x']);
  });

  it('is drawn as escaped shapes with a name and a description, without styles of its own', () => {
    const source = figures(['category', 'region'], { 'A London': 20, 'B London': 'c' });
    const plain = renderView('components/chart', { chart: chartOf(source) });
    expect(plain).toContain('role="img" aria-labelledby="chart-1-title chart-1-desc"');
    expect(plain).toContain('Innate &lt;human&gt; biases');
    expect(plain).toContain('says nothing of how many');
    expect(plain).not.toMatch(/style=|<script/);
    const linked = renderView('components/chart', {
      chart: chartOf({
        ...source,
        behind: ([category]) => (category === 'A' ? '/national/findings?by=category' : undefined),
      }),
    });
    expect(linked).toContain('role="group"');
    expect(linked).toContain('href="/national/findings?by=category"');
  });
});

it('breaks labels, rounds scales up and stripes only within', () => {
  expect(linesOf('Child protection conference and plan', 18, 3)).toEqual([
    'Child protection',
    'conference and',
    'plan',
  ]);
  expect(linesOf('one two three four', 5, 2)).toEqual(['one', 'two…']);
  expect([0, 1, 3, 7, 12, 34, 190].map(roundUp)).toEqual([1, 1, 5, 10, 20, 50, 200]);
  const shape = hatch(10, 20, 13, 13, 'hidden');
  const positions = shape.shape === 'hatch' ? [...shape.stripes.matchAll(/[ML]([\d.]+) ([\d.]+)/g)] : [];
  for (const [, x, y] of positions) {
    expect(Number(x)).toBeGreaterThanOrEqual(10);
    expect(Number(x)).toBeLessThanOrEqual(23);
    expect(Number(y)).toBeGreaterThanOrEqual(20);
    expect(Number(y)).toBeLessThanOrEqual(33);
  }
});
