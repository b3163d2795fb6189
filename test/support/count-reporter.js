const { writeFileSync } = require('node:fs');

/** Writes the counts of a run where test/run.mjs reads them. */
module.exports = class CountReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.WORKBENCH_TEST_COUNTS;
    if (file)
      writeFileSync(
        file,
        JSON.stringify(results, [
          'numPassedTests',
          'numFailedTests',
          'numRuntimeErrorTestSuites',
          'numPendingTests',
          'numTodoTests',
        ]),
      );
  }
};
