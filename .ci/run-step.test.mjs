import { expect, test } from 'vitest';
import { runStep } from './run-step.mjs';

const node = (script, more = {}) => ({
  name: 'probe',
  command: [process.execPath, '-e', script, '{report}'],
  minutes: 1,
  ...more,
});
const write = (json) => `require('fs').writeFileSync(process.argv[1], ${JSON.stringify(JSON.stringify(json))});`;
const vitestReport = (more) => ({
  numPassedTests: 2,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...more,
});
const playwrightReport = (stats, errors = []) => ({
  stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats },
  errors,
});

const cases = [
  ['a check that ends well counts one', node('0'), { passed: 1, failed: 0 }],
  ['a check that ends badly', node('process.exit(3)'), { passed: 0, failed: 1, complaint: 'ended with code 3' }],
  [
    'a check that shows what it looked at',
    node('console.log("7 files")', { ran: /([1-9]\d*) files/ }),
    { passed: 1, failed: 0 },
  ],
  [
    'a check that looked at nothing',
    node('console.log("0 files")', { ran: /([1-9]\d*) files/ }),
    { passed: 0, failed: 1, complaint: 'ran nothing' },
  ],
  [
    'a tool that is not there',
    { ...node(''), command: ['no-such-tool-here'] },
    { passed: 0, failed: 1, complaint: 'ended with code 1' },
  ],
  [
    'a tool that hangs',
    node('setInterval(() => 0, 1e6)', { minutes: 0.01 }),
    { passed: 0, failed: 1, complaint: 'took longer than 0.01 minutes and was ended' },
  ],
  ['vitest that passes', node(write(vitestReport({})), { report: 'vitest' }), { passed: 2, failed: 0 }],
  [
    'vitest that fails',
    node(`${write(vitestReport({ numFailedTests: 1 }))} process.exit(1)`, { report: 'vitest' }),
    { passed: 2, failed: 1 },
  ],
  [
    'vitest that ran no test',
    node(write(vitestReport({ numPassedTests: 0 })), { report: 'vitest' }),
    { passed: 0, failed: 1, complaint: 'ran nothing' },
  ],
  [
    'vitest with a file that does not load',
    node(write(vitestReport({ testResults: [{ status: 'failed', assertionResults: [] }] })), { report: 'vitest' }),
    { passed: 2, failed: 1, complaint: '1 failed' },
  ],
  ['a runner that wrote no report', node('0', { report: 'vitest' }), { passed: 0, failed: 1 }],
  [
    'playwright that passes',
    node(write(playwrightReport({ expected: 3 })), { report: 'playwright' }),
    { passed: 3, failed: 0 },
  ],
  [
    'playwright with a flaky test',
    node(write(playwrightReport({ expected: 3, flaky: 1 })), { report: 'playwright' }),
    { passed: 3, failed: 1 },
  ],
  [
    'playwright that could not begin',
    node(write(playwrightReport({}, [{}])), { report: 'playwright' }),
    { passed: 0, failed: 1 },
  ],
];

test.each(cases)('%s', async (_name, step, expected) => {
  expect(await runStep(step, process.env)).toMatchObject(expected);
});

const failures = [
  [
    'a failed test of vitest, with the first lines of its error',
    vitestReport({
      numFailedTests: 1,
      testResults: [
        {
          name: 'a.test.ts',
          assertionResults: [
            { status: 'passed', fullName: 'good' },
            { status: 'failed', fullName: 'bad', failureMessages: ['expected 1\nat a.test.ts:3'] },
          ],
        },
      ],
    }),
    'vitest',
    ['a.test.ts bad\nexpected 1\nat a.test.ts:3'],
  ],
  [
    'a failed test of playwright, however deep its suite is',
    {
      ...playwrightReport({ unexpected: 1 }),
      suites: [
        {
          suites: [
            {
              specs: [
                { ok: true, file: 'a.spec.ts', line: 1, title: 'good' },
                {
                  ok: false,
                  file: 'a.spec.ts',
                  line: 9,
                  title: 'bad',
                  tests: [{ results: [{ errors: [{ message: 'timeout' }] }] }],
                },
              ],
            },
          ],
        },
      ],
    },
    'playwright',
    ['a.spec.ts:9 bad\ntimeout'],
  ],
];

test.each(failures)('names %s', async (_name, json, report, expected) => {
  const result = await runStep(node(`${write(json)} process.exit(1)`, { report }), process.env);
  expect(result.failures).toEqual(expected);
});

test('shows the end of the output where no test is to blame', async () => {
  const result = await runStep(
    node('console.log("size limit exceeded"); process.exit(1)'),
    process.env,
    () => undefined,
  );
  expect(result.failures).toEqual(['size limit exceeded']);
});
