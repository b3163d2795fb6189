import { mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createViews, type Views } from '../../server/http/views';
import { normalise } from './normalise';
import { supported } from './supported-options';

interface Fixture {
  name: string;
  options: Record<string, unknown>;
  html: string;
}

const root = path.resolve(__dirname, '../..');
let directory = '';
let views: Views;
let given = 0;

beforeAll(() => {
  // The fixtures' ready HTML is handed to our components as content, from views that exist only here.
  directory = mkdtempSync(path.join(os.tmpdir(), 'views-'));
  symlinkSync(path.join(root, 'views/components'), path.join(directory, 'components'));
  mkdirSync(path.join(directory, 'given'));
  views = createViews({ directory, watch: false });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function fixturesOf(component: string): Fixture[] {
  const file = path.join(
    root,
    'node_modules/govuk-frontend/dist/govuk/components',
    component,
    'fixtures.json',
  );
  return (JSON.parse(readFileSync(file, 'utf8')) as { fixtures: Fixture[] }).fixtures;
}

/** Every option's path: `items[].hint.text`; what is under attributes and values is free. */
function pathsIn(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, `${at}[]`));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const here = at ? `${at}.${key}` : key;
    return /^(attributes|values|wrapperAttributes)$/.test(key) ? [here] : [here, ...pathsIn(below, here)];
  });
}

/** `html` becomes `content`, `titleHtml` becomes `titleContent`, a slot's string becomes content. */
function toOurOptions(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => toOurOptions(item));
  if (value === null || typeof value !== 'object' || key === 'attributes') return value;
  const ours: Record<string, unknown> = {};
  for (const [name, below] of Object.entries(value)) {
    const html = /^(html|.+Html)$/.exec(name);
    if (html && typeof below === 'string') {
      if (below) ours[name === 'html' ? 'content' : name.replace(/Html$/, 'Content')] = contentOf(below);
    } else if (key === 'slots' && typeof below === 'string') ours[name] = { content: contentOf(below) };
    else ours[name] = toOurOptions(below, name);
  }
  return ours;
}

function contentOf(html: string): { view: string; page: object } {
  given += 1;
  writeFileSync(path.join(directory, 'given', `${given}.ejs`), html.replaceAll('<%', '<%%'));
  return { view: `given/${given}`, page: {} };
}

const report: string[] = [];
let compared = 0;
let all = 0;

describe.each(Object.entries(supported))('%s', (component, { options, floor }) => {
  test('is the same as in govuk-frontend', () => {
    const fixtures = fixturesOf(component);
    const ours = fixtures.filter((fixture) =>
      pathsIn(fixture.options).every((option) => options.includes(option)),
    );
    let same = 0;
    for (const fixture of ours) {
      const html = views.render(`components/${component}`, toOurOptions(fixture.options) as object);
      expect(`${fixture.name}\n${normalise(html)}`).toBe(`${fixture.name}\n${normalise(fixture.html)}`);
      same += 1;
    }
    report.push(`${component}: ${same} of ${ours.length} the same (${fixtures.length} fixtures)`);
    compared += ours.length;
    all += fixtures.length;
    expect(ours.length).toBeGreaterThanOrEqual(Math.max(1, floor));
  });
});

test('enough fixtures are compared', () => {
  process.stdout.write(`${report.join('\n')}\n${compared} of ${all} fixtures compared\n`);
  expect(compared).toBeGreaterThanOrEqual(621);
});
