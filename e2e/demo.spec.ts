import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { awaitText } from './await-text.ts';
import { expectAccessible } from './expect-accessible.ts';
import { chineseQueries, englishQueries, type DemoQuery } from '../fixtures/demo-queries.ts';

const pictures = 'e2e/output/screens';

/** Names of the first results, once the search for `query` has settled. */
async function resultsOf(page: Page, query: string): Promise<string[]> {
  const field = page.getByRole('searchbox');
  await field.fill(query);
  const list = page.getByRole('list', { name: /Search results|搜索结果/ });
  await expect(list).toHaveAttribute('aria-busy', 'false');
  const items = await list.getByRole('listitem').all();
  return Promise.all(items.slice(0, 3).map(async (item) => (await item.getAttribute('aria-label')) ?? ''));
}

/** Share of the queries with a right photo among the first three, and which were missed. */
async function judge(
  page: Page,
  queries: readonly DemoQuery[],
): Promise<{ share: number; missed: string[]; all: string[][] }> {
  const all: string[][] = [];
  const missed: string[] = [];
  for (const { query, right } of queries) {
    // An empty field first: the results of the query before must be gone.
    await page.getByRole('searchbox').fill('');
    await expect(page.getByRole('list', { name: /^(Photos|照片)$/ })).toBeVisible();
    const first = await resultsOf(page, query);
    all.push(first);
    if (!first.some((name) => right.includes(name))) missed.push(`${query}: ${first.join(', ')}`);
  }
  return { share: 1 - missed.length / queries.length, missed, all };
}

test('finds sample photos by English and Chinese words, also offline after a reload', async ({
  page,
  context,
  baseURL,
}) => {
  const requests: string[] = [];
  const problems: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await mkdir(pictures, { recursive: true });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/');
  await expect(page.getByText('One-time download')).toBeVisible();
  await page.screenshot({ path: `${pictures}/first-1280-light.png` });
  await page.getByRole('button', { name: 'Try 66 sample photos' }).click();
  await expect(page.locator('.panel__text', { hasText: '66 photos added' })).toBeVisible({ timeout: 120_000 });
  await page.screenshot({ path: `${pictures}/library-1280-light.png` });
  await page.getByRole('button', { name: 'Dismiss' }).click();

  const english = await judge(page, englishQueries);
  console.log(`English: ${String(english.share)} of ${String(englishQueries.length)}; missed:`, english.missed);
  await page.screenshot({ path: `${pictures}/search-1280-light.png` });
  expect(englishQueries.length).toBeGreaterThanOrEqual(20);
  expect(english.share).toBeGreaterThanOrEqual(0.9);
  // The picture in the README.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await resultsOf(page, 'a horse');
  await page.screenshot({ path: `${pictures}/search-1280-dark.png` });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  const chinese = await judge(page, chineseQueries);
  console.log(`Chinese: ${String(chinese.share)} of ${String(chineseQueries.length)}; missed:`, chinese.missed);
  await page.screenshot({ path: `${pictures}/search-1280-zh.png` });
  expect(chineseQueries.length).toBeGreaterThanOrEqual(10);
  expect(chinese.share).toBeGreaterThanOrEqual(0.8);

  // The service worker must hold the shell before the network goes.
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await context.setOffline(true);
  await page.reload();
  // The network is really cut, for the service worker too.
  const reached = await page.evaluate(() =>
    fetch('models/starter/README.md', { cache: 'no-store' }).then(
      () => true,
      () => false,
    ),
  );
  expect(reached).toBe(false);
  await expect(page.getByRole('list', { name: '照片' })).toBeVisible({ timeout: 60_000 });
  expect((await judge(page, chineseQueries)).all).toEqual(chinese.all);
  await page.locator('header').getByRole('button', { name: 'EN' }).click();
  expect((await judge(page, englishQueries)).all).toEqual(english.all);
  await context.setOffline(false);

  expect(requests.filter((url) => !/^(blob|data):/.test(url) && !url.startsWith(baseURL ?? '-'))).toEqual([]);
  // Cutting the network makes the browser report the manifest's fetch; everything else must be clean.
  expect(problems.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
});

test('opens a photo, shows similar ones, searches from it, deletes and restores it', async ({ page }) => {
  await page.goto('/');
  const picker = page.locator('header input[type=file][multiple]');
  const names = ['tabby-cat-lying-on-porch.jpg', 'ginger-kitten-in-garden.jpg', 'stack-of-pancakes.jpg'];
  await picker.setInputFiles([
    ...names.map((name) => ({ name, mimeType: 'image/jpeg', buffer: readFileSync(`public/samples/${name}`) })),
    { name: '<img src=x onerror=alert(1)>.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('nothing') },
  ]);
  await expect(page.locator('.panel__text', { hasText: '3 photos added · 1 could not be added' })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('<img src=x onerror=alert(1)>.jpg')).toBeVisible();
  await page.getByRole('button', { name: names[0]! }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('list', { name: 'Similar photos' }).getByRole('listitem').first()).toBeVisible();
  await page.screenshot({ path: `${pictures}/photo-1280-light.png` });
  await dialog.getByRole('button', { name: 'Similar to this' }).click();
  const results = page.getByRole('list', { name: 'Search results' });
  await expect(results.getByRole('listitem').first()).toHaveAttribute('aria-label', names[1]!);
  await page.getByRole('searchbox').press('Escape');
  await page.getByRole('button', { name: names[2]! }).click();
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('listitem', { name: names[2]! })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('listitem', { name: names[2]! })).toBeVisible();
  await page.getByRole('link', { name: 'Models' }).click();
  await expect(page.getByText('onsight starter').first()).toBeVisible();
  await expect(page.getByText('ONNX Runtime Web')).toBeVisible();
  await page.screenshot({ path: `${pictures}/models-1280-light.png`, fullPage: true });
});

test('pauses adding, resumes after a reload, and then searches offline', async ({ page, context }) => {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      // Not in every lib.dom yet: https://wicg.github.io/layout-instability/
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) shifts.push(entry.value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('/');
  const photos = page.getByRole('list', { name: 'Photos' }).getByRole('listitem');
  const panel = page.getByRole('region', { name: 'Adding photos' });
  await page.getByRole('button', { name: 'Try 66 sample photos' }).click();
  await awaitText(page.locator('body'), /Analysing ([4-9]|\d\d) of 66/, { press: 'Pause' });
  await expect(panel.getByRole('button', { name: 'Resume' })).toBeVisible({ timeout: 60_000 });
  const before = await photos.count();
  expect(before).toBeLessThan(66);
  await page.reload();
  await expect(panel.locator('.panel__text', { hasText: 'photos added' })).toBeVisible({ timeout: 120_000 });
  await expect(photos).toHaveCount(66);
  // Undated photos are in the order of their names, whatever run they came with.
  await expect(photos.first()).toHaveAttribute('aria-label', 'astronaut-portrait-orange-suit.jpg');
  await expect(page.getByText('works offline')).toBeVisible({ timeout: 60_000 });
  const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.1);
  await context.setOffline(true);
  await expect(page.getByText('You are offline. Everything still works.')).toBeVisible();
  const horses = ['brown-horse-and-snowy-mountains.jpg', 'herd-of-horses-on-grassland.jpg'];
  expect(horses).toContain((await resultsOf(page, 'a horse'))[0]);
});

/** Drops files on an element, or pastes them there, with the browser's events. */
async function give(page: Page, how: 'drop' | 'paste', target: string, names: readonly string[]): Promise<void> {
  const files = names.map((name) => ({ name, base64: readFileSync(`public/samples/${name}`).toString('base64') }));
  await page.locator(target).evaluate(
    (element, [kind, given]) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: 'image/jpeg' }));
      }
      const event =
        kind === 'drop'
          ? new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true });
      element.dispatchEvent(event);
    },
    [how, files] as const,
  );
}

test('adds the images of a dropped folder with their folder, and counts skipped files', async ({ page }) => {
  await page.goto('/');
  const folder = join(mkdtempSync(join(tmpdir(), 'onsight-')), 'holiday');
  mkdirSync(join(folder, 'beach'), { recursive: true });
  copyFileSync('public/samples/red-crab-on-sand.jpg', join(folder, 'beach/crab.jpg'));
  copyFileSync('public/samples/stack-of-pancakes.jpg', join(folder, 'breakfast.jpg'));
  writeFileSync(join(folder, 'notes.txt'), 'not a picture');
  // As the desktop does it: the browser itself is told of the drag, and makes the entries of the folder.
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await browser.send('Input.dispatchDragEvent', { type, x: 600, y: 600, data });
  await expect(page.locator('.panel__text')).toHaveText('2 photos added · 1 file that is not an image skipped', {
    timeout: 60_000,
  });
  await page.getByRole('button', { name: 'crab.jpg' }).click();
  await expect(page.getByRole('dialog').getByText('holiday/beach', { exact: true })).toBeVisible();
});

test('adds dropped and pasted images, and searches by images dropped on the field or chosen', async ({ page }) => {
  await page.goto('/');
  const added = page.locator('.panel__text');
  await give(page, 'drop', 'main', ['tabby-cat-lying-on-porch.jpg', 'ginger-kitten-in-garden.jpg']);
  await expect(added).toHaveText('2 photos added', { timeout: 60_000 });
  await give(page, 'paste', 'body', ['stack-of-pancakes.jpg']);
  await expect(added).toHaveText('1 photo added');
  const first = page.getByRole('list', { name: 'Search results' }).getByRole('listitem').first();
  await give(page, 'drop', '[role=searchbox]', ['stack-of-pancakes.jpg']);
  await expect(first).toHaveAttribute('aria-label', 'stack-of-pancakes.jpg');
  await page.getByRole('button', { name: 'Remove photo from search' }).click();
  await page.locator('#pick-query').setInputFiles('public/samples/ginger-kitten-in-garden.jpg');
  await expect(first).toHaveAttribute('aria-label', 'ginger-kitten-in-garden.jpg');
  await page.getByRole('searchbox').fill('a cat lying on its back');
  await expect(first).toHaveAttribute('aria-label', /cat|kitten/);
  await page.screenshot({ path: `${pictures}/search-by-picture-1280-light.png` });
});

for (const scheme of ['light', 'dark'] as const)
  test(`has no axe violations, phone and desktop, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 390, height: 780 });
    await page.goto('/');
    await expect(page.getByText('One-time download')).toBeVisible();
    await page.screenshot({ path: `${pictures}/first-390-${scheme}.png` });
    await page.setViewportSize({ width: 360, height: 740 });
    // The grid is laid out again after the change of size.
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.screenshot({ path: `${pictures}/first-360-${scheme}.png` });
    await page.setViewportSize({ width: 390, height: 780 });
    await expectAccessible(page);
    await page
      .locator('header input[type=file][multiple]')
      .setInputFiles(
        ['tabby-cat-lying-on-porch.jpg', 'ginger-kitten-in-garden.jpg', 'white-sports-car-on-road.jpg'].map(
          (name) => `public/samples/${name}`,
        ),
      );
    await expect(page.locator('.panel__text', { hasText: '3 photos added' })).toBeVisible({ timeout: 60_000 });
    await resultsOf(page, 'a cat');
    await page.screenshot({ path: `${pictures}/search-390-${scheme}.png` });
    await expectAccessible(page);
    await page.getByRole('listitem').first().getByRole('button').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.screenshot({ path: `${pictures}/photo-390-${scheme}.png` });
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.screenshot({ path: `${pictures}/search-1280-${scheme}-few.png` });
    await page.getByRole('link', { name: 'Models' }).click();
    await expect(page.getByText('ONNX Runtime Web')).toBeVisible();
    await expectAccessible(page);
  });
