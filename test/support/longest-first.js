const { readFileSync, statSync } = require('node:fs');
const path = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

const TESTS = path.resolve('test');
const SECONDS = JSON.parse(readFileSync(path.join(TESTS, 'support', 'longest-first.json'), 'utf8'));

/** Seconds that a file took when they were last noted; of others, about what its size lets one expect. */
function expected(file) {
  const name = path.relative(TESTS, file).split(path.sep).join('/');
  return SECONDS[name] ?? statSync(file).size / 5000;
}

/**
 * Begins with what takes longest, so that no worker is left alone with it at the end. Jest would go by how long each took
 * the last time, which a fresh clone does not know.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => expected(b.path) - expected(a.path));
  }
};
