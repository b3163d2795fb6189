import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { assetPath } from '../../server/http/views';

const root = path.resolve(__dirname, '../..');
const budget = 60_000;

beforeAll(() => {
  execFileSync(process.execPath, [path.join(root, 'server/build.mjs')]);
}, 60_000);

const read = (name: string): string => readFileSync(path.join(root, 'public', assetPath(name)), 'utf8');

test('styles and script together stay under 60 KB after compression', () => {
  const sizes = ['main.css', 'main.js'].map((name) => gzipSync(read(name)).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(budget);
});

test('names carry a hash, and nothing stale is left beside them', () => {
  const manifest = JSON.parse(readFileSync(path.join(root, 'public/build/manifest.json'), 'utf8')) as Record<
    string,
    string
  >;
  for (const name of Object.values(manifest)) expect(name).toMatch(/^[a-z]+-[0-9a-f]{10}\.(css|js|svg)$/);
  expect(readdirSync(path.join(root, 'public/build')).sort()).toEqual(
    ['manifest.json', ...Object.values(manifest)].sort(),
  );
  expect(() => assetPath('missing.css')).toThrow('no built asset called missing.css');
});

test('none of GOV.UK’s font or pictures', () => {
  expect(read('main.css')).not.toMatch(/GDS Transport|@font-face|url\(/);
  expect(read('main.css')).not.toMatch(/crown/i);
});

test('the script would pass the content security policy', () => {
  expect(read('main.js')).not.toMatch(/\beval\(|new Function|\.innerHTML\s*=[^=]\s*[a-z]\./);
});

describe('contrast', () => {
  const settings = readFileSync(path.join(root, 'public/styles/_settings.scss'), 'utf8');
  const colour = (name: string): string => {
    const found = new RegExp(`^\\$${name}: (#[0-9a-f]{6});`, 'm').exec(settings)?.[1];
    if (!found) throw new Error(`There is no colour ${name}`);
    return found;
  };
  const luminance = (hex: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string): number => {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  test.each([
    ['ink', '#ffffff'],
    ['quiet', '#ffffff'],
    ['accent', '#ffffff'],
    ['accent-dark', '#ffffff'],
    ['band', '#ffffff'],
    ['error', '#ffffff'],
    ['ink', 'tint'],
    ['quiet', 'wash'],
    ['accent', 'wash'],
    ['accent', 'tint'],
    ['error', 'wash'],
    ['ink', '#ffd34d'],
  ])('%s on %s is at least 4.5 to 1', (one, other) => {
    expect(contrast(colour(one), other.startsWith('#') ? other : colour(other))).toBeGreaterThanOrEqual(4.5);
  });
});
