import { defineConfig, devices } from '@playwright/test';

const port = Number(process.env['E2E_PORT'] ?? 4180);
const address = `http://127.0.0.1:${port}/`;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'e2e/output/playwright',
  // Two cores, one of them for CI's other lane: a second browser would only make both slower.
  workers: 1,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 180_000,
  // CI runs checks and browser tests beside these: a model then takes over ten seconds to load.
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    channel: undefined,
    baseURL: address,
    trace: 'off',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        // A name that is not localhost: a page of it over http is no secure context.
        '--host-resolver-rules=MAP lan.test 127.0.0.1',
      ],
    },
  },
  // The built demo, as `npm start` serves it.
  webServer: {
    command: `vite preview demo --config demo/vite.config.ts --host 127.0.0.1 --port ${port} --strictPort --logLevel warn`,
    url: address,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
