import { expect, test, type Locator, type Page } from '@playwright/test';
import { awaitText } from './await-text.ts';
import { expectAccessible } from './expect-accessible.ts';

const pictures = 'e2e/output/screens';

/** Notes what moves without the visitor's doing, and what the page complains of. */
async function watch(page: Page): Promise<{ problems: string[]; shift(): Promise<number> }> {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(() => {
    Object.assign(globalThis, { shifted: 0 });
    new PerformanceObserver((list) => {
      // Not in every lib.dom yet: https://wicg.github.io/layout-instability/
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) (globalThis as unknown as { shifted: number }).shifted += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return { problems, shift: () => page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted) };
}

/** Kills the worker of a page that has `rows` rows, and sees that it really ended and that its rows are all there. */
async function killWorker(page: Page, rows: number): Promise<void> {
  const worker = page.workers().find((each) => each.url().includes('scale-worker'));
  const ended = worker?.waitForEvent('close', { timeout: 30_000 });
  await page.getByRole('button', { name: 'Kill the worker' }).click();
  expect(await ended).toBe(worker);
  const count = rows.toLocaleString('en');
  const said = new RegExp(`^Killed\\. A new worker answered after [\\d,.]+ ms with all ${count} rows intact`);
  await expect(page.getByText(said)).toBeVisible();
}

const hitsOf = (page: Page): Locator => page.getByRole('list', { name: 'Nearest rows' }).getByRole('listitem');

test('creates and searches ten thousand rows, keeps them over a killed worker and a reload, checks and deletes them', async ({
  page,
}) => {
  const seen = await watch(page);
  await page.setViewportSize({ width: 1280, height: 1000 });
  await page.goto('/#/models');
  await page.getByRole('link', { name: 'A million rows in this browser' }).click();
  await expect(page.getByText('0 rows stored')).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await page.getByRole('button', { name: /^10,000 rows, 1[01] MB$/ }).click();
  await expect(page.getByText('10,000 rows stored')).toBeVisible({ timeout: 60_000 });
  const field = page.getByRole('searchbox', { name: 'Search the rows' });
  const hits = hitsOf(page);
  // The question that stood there is answered as soon as there are rows.
  await expect(field).toHaveValue('row 4711');
  await expect(hits).toHaveCount(10);
  await expect(hits.first()).toContainText(/^row 4711.*1\.000$/);
  const all = await hits.allInnerTexts();
  const scores = all.map((text) => Number(/[\d.]+$/.exec(text)?.[0]));
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  await expect(page.locator('.scale__time b')).toHaveText(/^[\d.,]+ ms$/);

  await page.getByRole('button', { name: 'Label 7 (1%)' }).click();
  await expect(hits.first()).toContainText('label 7');
  await expect(hits).toHaveText(Array.from({ length: 10 }, () => /label 7\d\.\d{3}$/));
  await page.getByRole('button', { name: 'All rows', exact: true }).click();
  await expect.poll(() => hits.allInnerTexts()).toEqual(all);
  await field.fill('a red car');
  await expect(hits.first()).not.toContainText('row 4711');
  const words = await hits.allInnerTexts();
  await expect(page.getByRole('img', { name: /Times of the last \d searches/ })).toBeVisible();
  // By keyboard: a hit's own neighbours.
  await hits.nth(2).getByRole('button').press('Enter');
  await expect(field).toHaveValue(/^row \d+$/);
  await field.fill('a red car');
  await expect.poll(() => hits.allInnerTexts()).toEqual(words);

  await killWorker(page, 10_000);
  await killWorker(page, 10_000);
  expect(await hits.allInnerTexts()).toEqual(words);
  await page.getByRole('button', { name: 'Check every byte' }).click();
  await expect(page.getByText(/^All 10,000 rows are intact/)).toBeVisible();
  await expectAccessible(page);
  await page.evaluate(() => {
    scrollTo(0, 0);
  });
  await page.screenshot({ path: `${pictures}/scale-1280-light.png`, fullPage: true });

  await page.reload();
  await expect.poll(() => hits.allInnerTexts(), { timeout: 30_000 }).toEqual(all);
  await expect(page.getByText(/^Opened and first search done in [\d,.]+ ms\.$/)).toBeVisible();
  // From now on a service worker serves the worker's script.
  await killWorker(page, 10_000);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => {
    scrollTo(0, 0);
  });
  await page.screenshot({ path: `${pictures}/scale-1280-dark.png`, fullPage: true });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Delete all rows' }).click();
  await expect(page.getByText('0 rows stored')).toBeVisible();
  await expect(page.getByText(/^All rows deleted\./)).toBeVisible();
  await expect(hits).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Delete all rows' })).toBeDisabled();
  expect(await seen.shift()).toBeLessThan(0.1);
  expect(seen.problems).toEqual([]);
});

test('completes a build whose worker is killed', async ({ page }) => {
  const { problems } = await watch(page);
  await page.goto('/#/scale');
  await page.getByRole('button', { name: /^100,000 rows/ }).click();
  // Rows are on disk, and many are on their way.
  await awaitText(page.locator('body'), /Generating rows: [1-9]\d?,\d{3} of 100,000/, { press: 'Kill the worker' });
  await expect(page.getByText(/^Killed\..* rows intact\.$/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('100,000 rows stored')).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Check every byte' }).click();
  await expect(page.getByText(/^All 100,000 rows are intact/)).toBeVisible({ timeout: 60_000 });
  await expect(hitsOf(page)).toHaveCount(10);
  await expect(hitsOf(page).first()).toContainText('row 4711');
  expect(problems).toEqual([]);
});

test('survives any number of killed workers during a build, and resumes after a stop', async ({ page }) => {
  const { problems } = await watch(page);
  await page.goto('/#/scale');
  const make = page.getByRole('button', { name: /^1,000,000 rows/ });
  const making = page.getByText(/^Generating rows: [1-9]\d*,\d{3} of 1,000,000$/);
  const stop = page.getByRole('button', { name: 'Stop' });
  const stored = page.getByText(/^[\d,]+ rows stored$/);
  const count = async (): Promise<number> => Number((await stored.innerText()).replaceAll(/\D/g, ''));
  await make.click();
  await expect(making).toBeVisible({ timeout: 30_000 });
  for (let kill = 0; kill < 4; kill += 1) {
    await page.getByRole('button', { name: 'Kill the worker' }).click();
    await expect(page.getByText(/^Killed\..* rows intact\.$/)).toBeVisible({ timeout: 30_000 });
  }
  await expect(making).toBeVisible();
  await stop.click();
  await expect(stored).toBeVisible({ timeout: 30_000 });
  const stopped = await count();
  expect(stopped).toBeLessThan(1_000_000);

  await make.click();
  const rowsMade = async (): Promise<number> =>
    Number(/[\d,]+/.exec(await making.innerText())?.[0].replaceAll(',', ''));
  await expect.poll(rowsMade, { timeout: 30_000 }).toBeGreaterThan(stopped);
  await stop.click();
  await expect(stored).toBeVisible({ timeout: 30_000 });
  expect(await count()).toBeGreaterThan(stopped);
  await page.getByRole('button', { name: 'Check every byte' }).click();
  const all = (await count()).toLocaleString('en');
  await expect(page.getByText(`All ${all} rows are intact`)).toBeVisible({ timeout: 60_000 });
  await expect(hitsOf(page).first()).toContainText('row 4711');
  expect(problems).toEqual([]);
});

test('in Chinese on a phone, has no axe violations and nothing wider than the screen', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto('/#/scale');
  await page.getByRole('button', { name: /^10,000 rows/ }).click();
  await expect(page.getByText('10,000 rows stored')).toBeVisible({ timeout: 60_000 });
  await expect(hitsOf(page)).toHaveCount(10);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.evaluate(() => {
    scrollTo(0, 0);
  });
  // A second search, so that there is a line of times: what is said beside it must not stick out.
  await page.getByRole('button', { name: 'Label 7 (1%)' }).click();
  const slowest = page.locator('.time-line figcaption');
  expect(await slowest.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  await page.getByRole('button', { name: 'All rows', exact: true }).click();
  await page.screenshot({ path: `${pictures}/scale-360-dark.png`, fullPage: true });
  await expectAccessible(page);
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await expect(page.getByRole('heading', { name: '一百万条向量' })).toBeVisible();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.evaluate(() => {
    scrollTo(0, 0);
  });
  await page.screenshot({ path: `${pictures}/scale-360-zh.png`, fullPage: true });
  await expectAccessible(page);
});

test('shows rows created and deleted in another tab', async ({ page, context }) => {
  const { problems } = await watch(page);
  await page.goto('/#/scale');
  await expect(page.getByText('0 rows stored')).toBeVisible({ timeout: 30_000 });
  const other = await context.newPage();
  await other.goto('/#/scale');
  await other.getByRole('button', { name: /^10,000 rows/ }).click();
  await expect(page.getByText('10,000 rows stored')).toBeVisible({ timeout: 60_000 });
  await expect(hitsOf(page).first()).toContainText('row 4711');
  other.on('dialog', (dialog) => void dialog.accept());
  await other.getByRole('button', { name: 'Delete all rows' }).click();
  await expect(page.getByText('0 rows stored')).toBeVisible();
  await expect(hitsOf(page)).toHaveCount(0);
  await page.getByRole('searchbox', { name: 'Search the rows' }).fill('row 12');
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  expect(problems).toEqual([]);
});
