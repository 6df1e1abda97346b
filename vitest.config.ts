import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { absentFromPages } from './.ci/build/absent-from-pages.ts';
import { faultServer } from './fixtures/fault-server/fault-server.ts';
import { hubServer } from './fixtures/hub/hub-server.ts';

/** `npm run test:long`. */
const isLongForm = process.env['ONSIGHT_LONG'] === '1';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Debian's Chromium, without a window and without talking to anybody. One for each project: vitest writes its name into it. */
const chromium = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--enable-unsafe-webgpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  }),
  instances: [{ browser: 'chromium' as const }],
});

export default defineConfig({
  test: {
    projects: [
      {
        // The demo imports the package by its public name; unit tests run before anything is built.
        resolve: {
          alias: [
            { find: /^onsight$/, replacement: resolve(import.meta.dirname, 'src/index.ts') },
            { find: /^onsight\/state$/, replacement: resolve(import.meta.dirname, 'src/state.ts') },
            { find: /^onsight\/store$/, replacement: resolve(import.meta.dirname, 'src/store.ts') },
          ],
        },
        test: {
          name: 'unit',
          environment: 'node',
          // CI runs end-to-end tests on the other core; converting a checkpoint then takes seconds.
          testTimeout: 30_000,
          include: ['src/**/*.test.ts', 'demo/**/*.test.ts', '.ci/**/*.test.{ts,mjs}', 'tools/**/*.test.mjs'],
          exclude: ['src/**/*.{browser,server,server-browser}.test.ts'],
        },
      },
      {
        test: {
          name: 'remote',
          environment: 'node',
          include: ['src/remote/**/*.server.test.ts'],
          globalSetup: 'fixtures/remote/remote-servers.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // The names of what a page does not have, as in tsdown.config.ts.
        resolve: { alias: absentFromPages },
        optimizeDeps: { include: ['idb', 'chromadb'] },
        test: {
          name: 'remote-browser',
          include: ['src/remote/**/*.server-browser.test.ts'],
          globalSetup: 'fixtures/remote/remote-servers.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          browser: chromium(),
        },
      },
      {
        // The demo's public folder: the starter pack at /models/starter/, the photographs at /samples/.
        publicDir: 'public',
        // Small checkpoints under the addresses of the Hugging Face Hub, at /hub/<mode>/<owner>/<name>/resolve/….
        plugins: [hubServer(), faultServer()],
        // What vite found late would reload a running test.
        optimizeDeps: {
          include: [
            'idb',
            'hash-wasm',
            'valibot',
            '@huggingface/tokenizers',
            'onnxruntime-web/webgpu',
            'preact',
            'preact/jsx-dev-runtime',
            'axe-core',
            '@bufbuild/protobuf',
            '@bufbuild/protobuf/codegenv2',
            '@bufbuild/protobuf/wire',
          ],
        },
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts'],
          // Models that tools/convert_whisper.py converts are too large for the repository.
          exclude: isLongForm && existsSync('fixtures/hub/onsight-real') ? [] : ['src/**/*-real.browser.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          provide: { isLongForm },
          browser: chromium(),
        },
      },
    ],
  },
});
