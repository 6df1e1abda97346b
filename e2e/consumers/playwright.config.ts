import { defineConfig } from '@playwright/test';
import shared from '../../playwright.config.ts';

// The slow half: tools that npm has to fetch, so it needs a registry and is no part of CI.
export default defineConfig({
  ...shared,
  testDir: '.',
  testMatch: '**/*.consumer.ts',
  outputDir: '../output/consumers',
  timeout: 600_000,
  webServer: [],
});
