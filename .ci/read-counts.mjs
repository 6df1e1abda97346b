import { readFileSync } from 'node:fs';

const readers = {
  // A file that does not even load has no tests: vitest counts it as a failed suite only.
  vitest: (json) => ({
    passed: json.numPassedTests,
    failed:
      json.numFailedTests +
      json.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length,
    skipped: json.numPendingTests + json.numTodoTests,
  }),
  playwright: ({ stats, errors }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }),
};

/** What a runner counted, from the JSON report that it wrote: `{ passed, failed, skipped }`. Throws where there is none. */
export function readCounts(runner, path) {
  return readers[runner](JSON.parse(readFileSync(path, 'utf8')));
}
