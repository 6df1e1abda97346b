import { defineConfig } from '@playwright/test';
import root from '../playwright.config.ts';

const { webServer: _, ...shared } = root;

/** The e2e configuration without the demo's server. */
export default defineConfig({ ...shared, testDir: '.', testMatch: '**/*.bench.ts', timeout: 600_000 });
