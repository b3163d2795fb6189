import fc from 'fast-check';
import { FACTOR_LEVELS, type FactorLevel } from '../../server/findings/finding-content';
import { labelsFit } from '../../server/evidence/system-picture-boxes';
import type { Box, Drawing, SystemPicture } from '../../server/evidence/system-picture-drawing';
import { drawSystem } from '../../server/evidence/system-picture-layout';
import { textWidth, wrapText } from '../../server/evidence/text-width';

const LEVELS = Object.keys(FACTOR_LEVELS) as FactorLevel[];

const words = fc
  .array(fc.oneof(fc.string({ maxLength: 40 }), fc.lorem({ maxCount: 12 })), { maxLength: 5 })
  .map((some) => some.join(' '));

const pictures: fc.Arbitrary<SystemPicture> = fc
  .record({ findings: fc.integer({ min: 0, max: 9 }), episodes: fc.integer({ min: 0, max: 12 }) })
  .filter(({ findings, episodes }) => findings + episodes > 0)
  .chain(({ findings, episodes }) => {
    const origin = (kind: string) => (n: number) => ({
      key: `${kind}${n}`,
      label: `${kind} ${n + 1}`,
      text: 'What it is',
      href: '/',
    });
    const some = (kind: string, count: number) => Array.from({ length: count }, (_, n) => origin(kind)(n));
    const all = [...some('f', findings), ...some('e', episodes)];
    return fc.record({
      findings: fc.constant(some('f', findings)),
      episodes: fc.constant(some('e', episodes)),
      factors: fc
        .array(
          fc.record({
            origin: fc.constantFrom(...all.map(({ key }) => key)),
            level: fc.constantFrom(...LEVELS),
            heading: fc.constantFrom('Role', 'Organisational culture and management'),
            text: words,
            weight: fc.constantFrom('strong', 'moderate', 'slight', null),
            href: fc.constant('/'),
          }),
          { maxLength: 60 },
        )
        .map((factors) => factors.map((factor, index) => ({ ...factor, key: `x${index}` }))),
      pointers:
        findings > 0 && episodes > 0
          ? fc.uniqueArray(
              fc.record({
                finding: fc.integer({ min: 0, max: findings - 1 }).map((n) => `f${n}`),
                episode: fc.integer({ min: 0, max: episodes - 1 }).map((n) => `e${n}`),
              }),
              { maxLength: 20, selector: ({ finding, episode }) => finding + episode },
            )
          : fc.constant([]),
    }) as fc.Arbitrary<SystemPicture>;
  });

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

interface Run {
  owner: string;
  from: [number, number];
  to: [number, number];
}

function runsOf(drawing: Drawing): Run[] {
  return drawing.wires.flatMap(({ from, points }) =>
    points.slice(1).map((to, index): Run => ({
      owner: from,
      from: points[index] ?? to,
      to,
    })),
  );
}

const within = (box: Box, { from, to }: Run): boolean =>
  Math.max(from[0], to[0]) > box.x &&
  Math.min(from[0], to[0]) < box.x + box.width &&
  Math.max(from[1], to[1]) > box.y &&
  Math.min(from[1], to[1]) < box.y + box.height;

/** Two runs that lie on one another for some length. */
function onOneAnother(a: Run, b: Run): boolean {
  const [across, along] = a.from[0] === a.to[0] ? [0, 1] : [1, 0];
  if (b.from[across] !== b.to[across] || a.from[across] !== b.from[across]) return false;
  const ends = (run: Run) => [
    Math.min(run.from[along] ?? 0, run.to[along] ?? 0),
    Math.max(run.from[along] ?? 0, run.to[along] ?? 0),
  ];
  const [[aFrom = 0, aTo = 0], [bFrom = 0, bTo = 0]] = [ends(a), ends(b)];
  return Math.min(aTo, bTo) > Math.max(aFrom, bFrom);
}

describe('the layout of a system picture', () => {
  it('has no two boxes on one another, no wire through a box, and all of it inside', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const drawing = drawSystem(picture);
        const { boxes, bands, width, height } = drawing;
        expect(width).toBeLessThanOrEqual(960);
        expect(boxes).toHaveLength(
          picture.findings.length + picture.episodes.length + picture.factors.length,
        );
        boxes.forEach((box, index) => {
          expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(
            true,
          );
          for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false);
          for (const { text, y, part } of box.lines) {
            expect(textWidth(text, part === 'text' ? 14 : 13, part === 'head')).toBeLessThanOrEqual(
              box.width,
            );
            expect(y > box.y && y < box.y + box.height).toBe(true);
          }
        });
        const runs = runsOf(drawing);
        for (const run of runs) {
          expect(run.from[0] === run.to[0] || run.from[1] === run.to[1]).toBe(true);
          expect(Math.min(run.from[0], run.to[0]) >= 0 && Math.max(run.from[0], run.to[0]) <= width).toBe(
            true,
          );
          expect(boxes.filter((box) => within(box, run))).toEqual([]);
        }
        for (const factor of picture.factors) {
          const box = boxes.find(({ key }) => key === factor.key);
          const band = bands.find(({ level }) => level === factor.level);
          expect(box && band && box.y > band.y && box.y + box.height < band.y + band.height).toBe(true);
          expect(drawing.wires.filter(({ to }) => to === factor.key)).toHaveLength(1);
        }
        // Two origins never share a line.
        const strange = runs.filter((a, index) =>
          runs.slice(index + 1).some((b) => a.owner !== b.owner && onOneAnother(a, b)),
        );
        expect(strange).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('has the national level at the top and the child and family at the bottom, whatever is on them', () => {
    const { bands } = drawSystem({ findings: [], episodes: [], factors: [], pointers: [] });
    expect(bands.map(({ level }) => level)).toEqual(LEVELS.toReversed());
    expect(bands.every(({ y }, index) => index === 0 || y > (bands[index - 1]?.y ?? 0))).toBe(true);
    expect(labelsFit()).toBe(true);
  });

  it('is no wider with sixty factors than fits a page, and grows in height', () => {
    const origin = (key: string) => ({
      key,
      label: key,
      text: 'A stretch of work that needs explaining',
      href: '/',
    });
    const factor = (n: number) => ({
      key: String(n),
      origin: n % 2 ? `e${n % 10}` : `f${n % 6}`,
      level: LEVELS[n % 6] ?? 'agency',
      heading: 'Conditions of work',
      text: 'Health visitors covered a vacancy of four months with caseloads half as high again as was recommended',
      weight: 'strong' as const,
      href: '/',
    });
    const drawing = drawSystem({
      findings: Array.from({ length: 6 }, (_, n) => origin(`f${n}`)),
      episodes: Array.from({ length: 10 }, (_, n) => origin(`e${n}`)),
      factors: Array.from({ length: 60 }, (_, n) => factor(n)),
      pointers: Array.from({ length: 6 }, (_, n) => ({ finding: `f${n}`, episode: `e${n}` })),
    });
    expect(drawing.width).toBeLessThanOrEqual(960);
    expect(drawing.height).toBeGreaterThan(1200);
  });
});

describe('text broken into lines', () => {
  it('keeps every word in order, no line too wide, and cuts with an ellipsis', () => {
    fc.assert(
      fc.property(words, (text) => {
        const lines = wrapText(text, { width: 180, size: 14, most: 4 });
        expect(lines.length).toBeLessThanOrEqual(4);
        for (const line of lines) expect(textWidth(line, 14)).toBeLessThanOrEqual(180);
        const all = wrapText(text, { width: 180, size: 14, most: 1000 });
        expect(all.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''));
        if (all.length > 4) expect(lines[3]?.endsWith('…')).toBe(true);
      }),
    );
    expect(wrapText('x'.repeat(200_000), { width: 180, size: 14, most: 2 })[1]?.endsWith('…')).toBe(true);
  });
});
