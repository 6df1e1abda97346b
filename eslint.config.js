import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const tests = ['**/*.test.ts', '**/*.test.tsx', '**/*.test-d.ts', '**/*.bench.ts', '**/*.spec.ts'];

/** The ways out of the page. One room owns them, so that "nothing leaves this device" can be checked by reading one folder. */
const network = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'importScripts'];

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/output/',
    'public/',
    'node_modules/',
    'e2e/consumers/*/node_modules/',
    '**/testdata/',
    'coverage/',
  ]),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A number or a flag in a text reads well as it is.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `() => void promise` and handlers that return nothing are clear without braces.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      // `while (true)` with a return inside is how a reader loop reads best.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Environment variables and JSON records are index signatures: `noPropertyAccessFromIndexSignature` is a matter of taste.
      '@typescript-eslint/dot-notation': 'off',
      // A signal's reason is whatever the page gave, and is passed on as it is.
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        { allowThrowingUnknown: true, allowThrowingAny: true },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    // The command line runs on nobody's page.
    ignores: ['src/assets/**', 'src/cli/**', ...tests],
    rules: {
      'no-restricted-globals': [
        'error',
        ...network.map((name) => ({ name, message: 'Only assets/ reaches the network.' })),
      ],
      'no-restricted-properties': [
        'error',
        ...['self', 'window', 'globalThis'].flatMap((object) =>
          network.map((property) => ({ object, property, message: 'Only assets/ reaches the network.' })),
        ),
        { object: 'navigator', property: 'sendBeacon', message: 'Nothing is sent anywhere.' },
      ],
    },
  },
  {
    // The innermost loops run inside their arrays' bounds; a check or a default would cost what they are there to save.
    files: [
      'src/math/**/*.ts',
      'src/vectors/**/*.ts',
      'src/heads/**/*.ts',
      'fixtures/{synthetic-vectors,searched-rows}.ts',
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: tests,
    rules: {
      // A table of cases is one concept however long it is.
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': 'off',
      // A test that meets an undefined fails, which is what it is for.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Measured numbers are part of what a test shows.
      'no-console': 'off',
    },
  },
  {
    // Components and test suites are read top-down in one piece; the scripts of the build and the e2e servers talk to a terminal.
    files: ['demo/**/*.tsx', 'e2e/**/*.ts', 'bench/**/*.ts', 'fixtures/**/*.ts', '.ci/**/*.ts', '*.config.ts'],
    rules: {
      'no-console': 'off',
      'max-lines-per-function': ['error', { max: 90, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'performance',
          'setTimeout',
          'clearTimeout',
          'URL',
          'document',
          'location',
          'fetch',
          'window',
          'File',
        ].map((n) => [n, 'readonly']),
      ),
    },
  },
);
