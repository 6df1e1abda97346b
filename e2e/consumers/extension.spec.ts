import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, expect, test } from '@playwright/test';

const root = resolve(import.meta.dirname, '../..');
const script = `
import { createOnsight } from './lib/index.js';
try {
  const onsight = await createOnsight();
  const response = await fetch('./samples/golden-retriever-panting.jpg');
  document.body.append('done: ' + (await onsight.caption(await response.blob())).text);
} catch (error) {
  document.body.append('done: ' + error.message);
}`;

test('a page of an extension, whose files have an address of their own', async ({ launchOptions }) => {
  const folder = mkdtempSync(join(tmpdir(), 'onsight-extension-'));
  const extension = join(folder, 'extension');
  const manifest = {
    manifest_version: 3,
    name: 'A page',
    version: '1',
    background: { service_worker: 'background.js' },
    content_security_policy: { extension_pages: "script-src 'self' 'wasm-unsafe-eval'" },
  };
  cpSync(join(root, 'dist'), join(extension, 'lib'), { recursive: true });
  cpSync(join(root, 'public/models/starter'), join(extension, 'models/starter'), { recursive: true });
  cpSync(join(root, 'public/samples'), join(extension, 'samples'), { recursive: true });
  writeFileSync(join(extension, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(extension, 'background.js'), '');
  writeFileSync(join(extension, 'page.js'), script);
  writeFileSync(join(extension, 'page.html'), '<!doctype html><body><script type="module" src="page.js"></script>');
  const args = ['--headless=new', `--disable-extensions-except=${extension}`, `--load-extension=${extension}`];
  // Playwright's own headless mode loads no extensions.
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    ...launchOptions,
    headless: false,
    args: [...(launchOptions.args ?? []), ...args],
  });
  try {
    const background = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    const page = await context.newPage();
    await page.goto(new URL('page.html', background.url()).href);
    await expect(page.locator('body')).toContainText('done: ', { timeout: 120_000 });
    await expect(page.locator('body')).toHaveText('done: a golden retriever');
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
