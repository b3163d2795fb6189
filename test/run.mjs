// Runs every test and ends with one line that counts them. Extra words are passed on to jest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);
const run = (args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;

if (run(['server/build.mjs']) !== 0) process.exit(1);

const folder = mkdtempSync(path.join(tmpdir(), 'workbench-tests-'));
const results = path.join(folder, 'results.json');
const jest = path.join(path.dirname(require.resolve('jest/package.json')), 'bin', 'jest.js');
const reporter = path.resolve('test/support/count-reporter.js');
process.env.WORKBENCH_TEST_COUNTS = results;
const status = run([jest, '--reporters=default', `--reporters=${reporter}`, ...process.argv.slice(2)]);

let counts = { passed: 0, failed: 1, skipped: 0 };
try {
  const read = JSON.parse(readFileSync(results, 'utf8'));
  counts = {
    passed: read.numPassedTests,
    failed: read.numFailedTests + read.numRuntimeErrorTestSuites,
    skipped: read.numPendingTests + read.numTodoTests,
  };
} catch {
  console.error('The tests did not run to their end.');
}
rmSync(folder, { recursive: true, force: true });
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(status !== 0 || counts.failed > 0 || counts.passed === 0 ? 1 : 0);
