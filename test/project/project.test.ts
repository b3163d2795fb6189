import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { CAST, DEMO_PASSWORD } from '../../seeds/cast';
import { projectRoot } from '../../server/root';

const read = (name: string): string => readFileSync(path.join(projectRoot, name), 'utf8');
const packageJson = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const allDependencies = { ...packageJson.dependencies, ...packageJson.devDependencies };

describe('the README', () => {
  const readme = read('README.md');

  it('names only commands that there are', () => {
    const named = [...readme.matchAll(/npm run ([\w-]+)/g)].map(([, name]) => String(name));
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !(name in packageJson.scripts))).toEqual([]);
  });

  it('names the demo cast and its password', () => {
    for (const { email } of CAST) expect(readme).toContain(String(email.split('@')[0]));
    expect(readme).toContain(DEMO_PASSWORD);
  });

  it('gives the test command that CI runs, and CI runs nothing else', () => {
    expect(readme).toContain('npm ci && npm test');
    const lines = read('.ci/run')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines).toEqual(['set -euo pipefail', 'cd "$(dirname "$0")/.."', 'npm ci && npm test']);
    expect(statSync(path.join(projectRoot, '.ci/run')).mode & 0o111).not.toBe(0);
  });
});

describe('dependencies', () => {
  it('are pinned exactly, each with its reason', () => {
    const decisions = read('DECISIONS.md');
    for (const [name, version] of Object.entries(allDependencies)) {
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/)]);
      if (!name.startsWith('@types/')) expect([name, decisions.includes(name)]).toEqual([name, true]);
    }
  });

  it('are locked without the address of a registry', () => {
    const lock = read('package-lock.json');
    expect(lock).not.toMatch(/"resolved":/);
    const packages = (JSON.parse(lock) as { packages: Record<string, { optionalDependencies?: object }> })
      .packages;
    const names = Object.keys(packages);
    const absent = Object.values(packages)
      .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
      .filter((name) => !names.some((file) => file.endsWith(`node_modules/${name}`)));
    expect(absent).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  interface Service {
    image?: string;
    build?: { dockerfile_inline: string };
    environment?: Record<string, string>;
    configs?: { source: string }[];
    healthcheck?: { test?: string[] };
  }
  const compose = parse(read('docker-compose.yml'), { merge: true }) as {
    services: Record<string, Service>;
    configs: Record<string, { content: string }>;
    volumes: Record<string, unknown>;
  };

  it('has two copies of the application behind a proxy, PostgreSQL 18 and clamd', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'app-1',
      'app-2',
      'clamd',
      'migrate',
      'postgres',
      'proxy',
    ]);
    expect(compose.services.postgres?.image).toBe('postgres:18');
    expect(compose.services.clamd?.image).toMatch(/^clamav\/clamav:/);
  });

  it('gives the application everything that production asks for, and no secret', () => {
    const { environment = {} } = compose.services['app-1'] ?? {};
    for (const name of [
      'DATABASE_URL',
      'DATABASE_OWNER_URL',
      'SESSION_SECRET',
      'DOCUMENT_KEY',
      'PUBLIC_URL',
    ]) {
      expect(environment[name]).toMatch(/\$\{\w+:\?/);
    }
    expect(environment.NODE_ENV).toBe('production');
  });

  it('makes the three roles that the migrations rely on', () => {
    const roles = compose.configs.roles?.content ?? '';
    for (const role of ['workbench_owner', 'workbench_app', 'workbench_national'])
      expect(roles).toContain(`create role ${role} login`);
    expect(() => execFileSync('sh', ['-n'], { input: roles.replaceAll('$$', '$') })).not.toThrow();
    for (const source of Object.values(compose.services).flatMap(({ configs }) => configs ?? [])) {
      expect(compose.configs).toHaveProperty(source.source);
    }
  });
});
