import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { serveFolders } from '../fixtures/serve-folders.ts';
import { securityHeaders } from '../demo/build/security-headers.ts';
import { results } from './shown-results.ts';

test('the built folder works below any path of a host that sets no header', async ({ page }) => {
  await using site = await serveFolders({ '/some/folder/': 'demo/dist' });
  const problems: string[] = [];
  const outside: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.context().on('request', (request) => {
    const url = request.url();
    if (!/^(blob|data):/.test(url) && !url.startsWith(`${site.origin}/some/folder/`)) outside.push(url);
  });
  await page.goto(`${site.origin}/some/folder/`);
  await page.getByRole('button', { name: 'a castle', exact: true }).click();
  await expect(results(page).getByRole('listitem').first()).toHaveAttribute('aria-label', /castle/, {
    timeout: 60_000,
  });
  expect(outside).toEqual([]);
  expect(problems).toEqual([]);
});

test('the built folder states its headers', () => {
  const headers = readFileSync('demo/dist/_headers', 'utf8');
  for (const [name, value] of Object.entries(securityHeaders)) expect(headers).toContain(`  ${name}: ${value}\n`);
});
