/**
 * A step of `npm test` and `.ci/run`.
 *
 * `check`: only in `.ci/run`. `needs`: steps, of any lane, that must end well before this one runs. `report`: the runner writes its
 * counts as JSON to the file that `{report}` in the command stands for; a step without one counts as one.
 * `ran`: what the output must show, so that a tool that looked at nothing does not pass.
 */
const vitest = (project, ...options) => ({
  command: [
    'vitest',
    'run',
    '--project',
    project,
    ...options,
    '--reporter=default',
    '--reporter=json',
    '--outputFile.json={report}',
  ],
  report: 'vitest',
});

const types = (name, config) => ({
  name: `types (${name})`,
  check: true,
  command: ['tsc', '-p', config, '--diagnostics'],
  ran: /^Files:\s+([1-9]\d*)$/m,
  minutes: 4,
});

/** What lies in dist/ and needs no page: the package and its declarations. */
const packageChecks = [
  { name: 'package (publint)', check: true, needs: ['build'], command: ['publint', '--strict'], minutes: 3 },
  {
    name: 'package (types)',
    check: true,
    needs: ['build'],
    command: [
      'attw',
      '--pack',
      '.',
      '--profile',
      'esm-only',
      '--exclude-entrypoints',
      'worker.js',
      'store-worker.js',
      'onsight.global.js',
    ],
    minutes: 3,
  },
  {
    name: 'package (declarations)',
    check: true,
    needs: ['build'],
    command: ['node', '.ci/package-declarations.mjs'],
    ran: /^([1-9]\d*) consumers compiled/m,
    minutes: 5,
  },
  {
    name: 'docs and links',
    check: true,
    needs: ['build'],
    command: ['node', 'tools/docs/build.mjs'],
    ran: /^([1-9]\d*) links checked, 0 broken/m,
    minutes: 4,
  },
  { name: 'package (sizes)', check: true, needs: ['build'], command: ['size-limit'], minutes: 3 },
];

const sourceChecks = [
  { name: 'format', check: true, command: ['prettier', '--check', '.'], ran: /(Checking formatting)/, minutes: 5 },
  {
    name: 'lint',
    check: true,
    command: ['eslint', '.', '--max-warnings', '0', '--format', './.ci/lint-format.mjs'],
    ran: /^([1-9]\d*) files linted/m,
    minutes: 8,
  },
  {
    name: 'dependency rules',
    check: true,
    command: ['depcruise', '{src,demo,e2e,bench,fixtures}/**/*.{ts,tsx}'],
    ran: /\(([1-9]\d*) modules/,
    minutes: 4,
  },
  {
    name: 'names and prose',
    check: true,
    command: ['node', '.ci/prose.mjs'],
    ran: /^([1-9]\d*) files read/m,
    minutes: 1,
  },
  { name: 'unused code', check: true, command: ['knip'], minutes: 4 },
  types('page', 'tsconfig.client.json'),
  types('worker', 'tsconfig.worker.json'),
  types('all', 'tsconfig.json'),
  {
    name: 'kernels',
    check: true,
    command: ['node', 'tools/vector-kernels/build.mjs', '--check'],
    ran: /kernel-module.ts: ([1-9]\d*) bytes/,
    minutes: 3,
  },
];

// Three browsers, one after the other: the WebAssembly memories of a page are given back late, and a process has room
// for only so many.
const browserTests = [1, 2, 3].map((part) => ({
  name: `browser (${part} of 3)`,
  ...vitest('browser', `--shard=${part}/3`),
  needs: ['build'],
  minutes: 15,
}));

/** Run side by side, one for each of two cores. Neither writes what the other reads, but for `needs`. */
export const lanes = [
  [
    { name: 'build', command: ['npm', 'run', '--silent', 'build'], minutes: 5 },
    {
      name: 'e2e',
      needs: ['build'],
      command: ['playwright', 'test', '--reporter=list,json'],
      report: 'playwright',
      minutes: 25,
    },
    ...packageChecks,
  ],
  [
    ...sourceChecks,
    { name: 'unit', ...vitest('unit'), minutes: 8 },
    ...browserTests,
    { name: 'chroma', command: ['node', '.ci/chroma.mjs'], ran: /(Chroma: .+)/, minutes: 6 },
    { name: 'remote', ...vitest('remote'), needs: ['chroma'], minutes: 5 },
    { name: 'remote (browser)', ...vitest('remote-browser'), needs: ['chroma'], minutes: 5 },
  ],
];
