import { expect, test, type Page } from '@playwright/test';
import { en } from '../demo/i18n/en.ts';
import { zh } from '../demo/i18n/zh.ts';
import { chineseQueries, englishQueries } from '../fixtures/demo-queries.ts';
import { expectAccessible } from './expect-accessible.ts';
import { results, searchFor } from './shown-results.ts';

const pictures = 'e2e/output/screens';
const rightOf = new Map([...englishQueries, ...chineseQueries].map(({ query, right }) => [query, right]));

/** Name of the best photo. */
async function best(page: Page): Promise<string> {
  const first = results(page).getByRole('listitem').first();
  return (await first.getAttribute('aria-label')) ?? '';
}

test('a suggestion searches the samples with the text tower alone', async ({ page, context }) => {
  let release: (() => void) | undefined;
  const asked: string[] = [];
  await context.route('**/models/**', async (route) => {
    const file = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    asked.push(file);
    if (file.startsWith('vision_'))
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    await route.continue();
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'snowy mountains', exact: true }).click();
  await expect(results(page)).toHaveAttribute('aria-busy', 'false');
  // Photos still arrive: the results follow until all are in.
  await expect.poll(() => best(page)).toMatch(/snowy-mountains/);
  await expect(page.getByRole('searchbox')).toHaveValue('snowy mountains');
  expect(asked).toContain('text_model.onnx');
  // Other parts of the page are fetched afterwards.
  await expect.poll(() => release).toBeDefined();
  release?.();
});

test('all suggestions find a right photo first', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Try 66 sample photos' }).click();
  await expect(page.locator('.panel__text', { hasText: '66 photos added' })).toBeVisible({ timeout: 120_000 });
  for (const { first, lang } of [
    { first: en.first, lang: /^en/ },
    { first: zh.first, lang: /^zh/ },
  ]) {
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    for (const words of first.suggestions) {
      await searchFor(page, words);
      expect(rightOf.get(words), words).toContain(await best(page));
      await expect(results(page).getByRole('listitem').first()).not.toHaveClass(/tile--weak/);
    }
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: /switch to Chinese|English/ }).click();
  }
});

test('a sample photo opens from the wall', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'two giraffes' }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toHaveAttribute('aria-label', /two-giraffes/, { timeout: 60_000 });
  await expect(dialog.getByRole('list', { name: 'Similar photos' }).getByRole('listitem').first()).toBeVisible();
});

test('an address with a search searches the samples on a first visit', async ({ page }) => {
  await page.goto('/#/?q=astronaut');
  await expect.poll(() => best(page).catch(() => ''), { timeout: 60_000 }).toMatch(/astronaut/);
});

for (const scheme of ['light', 'dark'] as const)
  for (const width of [360, 1280])
    test(`the first visit has no axe violations, ${scheme}, ${String(width)} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
      await page.goto('/');
      await expect(page.getByText('One-time download')).toBeVisible();
      await expectAccessible(page);
      await page.screenshot({ path: `${pictures}/wall-${String(width)}-${scheme}-en.png` });
      await page.getByRole('button', { name: /switch to Chinese/ }).click();
      await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      await page.screenshot({ path: `${pictures}/wall-${String(width)}-${scheme}-zh.png` });
    });
