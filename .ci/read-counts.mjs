import { readFileSync } from 'node:fs';

const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** One failure as the summary prints it: where, and the first lines of why. */
const failure = (title, message = '') =>
  `${title}\n${message.replace(escapes, '').split('\n').slice(0, 15).join('\n')}`;

function playwrightFailures(suites) {
  return suites.flatMap(({ suites: inner = [], specs = [] }) => [
    ...playwrightFailures(inner),
    ...specs
      .filter(({ ok }) => !ok)
      .map(({ file, line, title, tests = [] }) => {
        const errors = tests.flatMap(({ results = [] }) => results.flatMap(({ errors: found = [] }) => found));
        return failure(`${file}:${line} ${title}`, errors[0]?.message);
      }),
  ]);
}

const readers = {
  // A file that does not even load has no tests: vitest counts it as a failed suite only.
  vitest: (json) => {
    const broken = json.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0);
    const failures = json.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => failure(`${name} ${fullName}`, failureMessages?.[0])),
    );
    return {
      passed: json.numPassedTests,
      failed: json.numFailedTests + broken.length,
      skipped: json.numPendingTests + json.numTodoTests,
      failures: [...failures, ...broken.map(({ name, message }) => failure(name, message))],
    };
  },
  playwright: ({ stats, errors, suites = [] }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    failures: [...playwrightFailures(suites), ...errors.map(({ message }) => failure('playwright', message))],
  }),
};

/**
 * What a runner counted, from the JSON report that it wrote: `{ passed, failed, skipped, failures }`, with a text for each
 * failure. Throws if there is no report.
 */
export function readCounts(runner, path) {
  return readers[runner](JSON.parse(readFileSync(path, 'utf8')));
}
