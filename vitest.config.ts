import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { faultServer } from './e2e/fault-server/fault-server.ts';
import { hubServer } from './e2e/hub/hub-server.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.ts', '.ci/**/*.test.{ts,mjs}'],
          exclude: ['src/**/*.browser.test.ts'],
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
            'comlink',
            'hash-wasm',
            'valibot',
            '@huggingface/tokenizers',
            'onnxruntime-web/webgpu',
            '@bufbuild/protobuf',
            '@bufbuild/protobuf/codegenv2',
            '@bufbuild/protobuf/wire',
          ],
        },
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          browser: {
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
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
