import { mkdir } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { awaitText } from './await-text.ts';
import { expectAccessible } from './expect-accessible.ts';
import { olderLibrary, putOlderLibrary, serveOlderPack } from './library/older-library.ts';

// A library that starter pack 2.0.0 made is opened under the pack that is in the repository now. A service worker would
// answer in the place of the routes.
test.use({ serviceWorkers: 'block' });

const visionTower = '**/models/starter/vision_encoder.onnx';
const pictures = 'e2e/output/screens';
const photos = (page: Page) => page.getByRole('list', { name: 'Photos' }).getByRole('listitem');
const panel = (page: Page) => page.getByRole('region', { name: 'Updating your library' });
/** Items on the page: photos, one without a preview, and a text. */
const count = olderLibrary.about.count;

async function expectFound(page: Page, query: string, name: string): Promise<void> {
  await page.getByRole('searchbox').fill(query);
  const list = page.getByRole('list', { name: 'Search results' });
  // The first search of a visit waits for the model.
  await expect(list).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
  await expect(list.getByRole('listitem').first()).toHaveAttribute('aria-label', new RegExp(name));
  await page.getByRole('searchbox').fill('');
}

/** A visit with the pack of then: the library is searched, and the text tower is on the device afterwards. */
async function visitWithOlderPack(page: Page): Promise<void> {
  const end = await serveOlderPack(page.context());
  await putOlderLibrary(page);
  await page.goto('/');
  await expect(photos(page)).toHaveCount(count);
  await expectFound(page, 'hot air balloon', 'hot-air-balloon');
  await expect(panel(page)).toHaveCount(0);
  await end();
}

test('opens a library of starter 2.0.0 at once under the new pack, searches it meanwhile, and completes it', async ({
  page,
}) => {
  await mkdir(pictures, { recursive: true });
  await visitWithOlderPack(page);
  // The new image tower arrives when the test says so.
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(visionTower, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/');
  await expect(photos(page)).toHaveCount(count);
  await expect(panel(page)).toContainText('Search works as before');
  await expect(page.getByRole('listitem', { name: /kingfisher-on-branch/ })).toBeVisible();
  await expectFound(page, 'hot air balloon', 'hot-air-balloon');
  await expectFound(page, '日式食物', 'sushi');
  await page.screenshot({ path: `${pictures}/reindex-1280-light.png` });
  await expectAccessible(page);
  release();
  await expect(panel(page)).toContainText(/Library updated: \d+ photos/, { timeout: 60_000 });
  await page.screenshot({ path: `${pictures}/reindex-done-1280-light.png` });
  await panel(page).getByRole('button', { name: 'Dismiss' }).click();
  await expect(photos(page)).toHaveCount(count);
  await expectFound(page, 'hot air balloon', 'hot-air-balloon');
  await expectFound(page, '日式食物', 'sushi');
  // A caption of then is still found by its words, and a photo by its name.
  await page.goto('/');
  await expect(photos(page)).toHaveCount(count);
  await expect(panel(page)).toHaveCount(0);
  await expectFound(page, 'kite', 'sandy-beach');
});

test('resumes at the next visit after the page was closed, without loss', async ({ page, context }) => {
  await visitWithOlderPack(page);
  await page.goto('/');
  // At every number of photos that a visit may end at.
  await awaitText(page.locator('body'), /new model: [2-9] of 13/);
  await page.close({ runBeforeUnload: false });
  const next = await context.newPage();
  await next.goto('/');
  await expect(photos(next)).toHaveCount(count);
  await expectFound(next, 'hot air balloon', 'hot-air-balloon');
  await expect(panel(next)).toContainText('Library updated', { timeout: 60_000 });
  await expect(photos(next)).toHaveCount(count);
  await expectFound(next, 'hot air balloon', 'hot-air-balloon');
});

test('leaves everything unchanged if a model cannot be fetched', async ({ page, context }) => {
  await visitWithOlderPack(page);
  await page.route(visionTower, (route) => route.abort());
  await page.goto('/');
  await expect(panel(page)).toContainText('The update stopped', { timeout: 60_000 });
  await expect(photos(page)).toHaveCount(count);
  await expect(panel(page)).toContainText('Search works as before');
  await expectFound(page, 'hot air balloon', 'hot-air-balloon');
  // With the pack of then it is as if nothing had been.
  await serveOlderPack(context);
  await page.goto('/');
  await expect(photos(page)).toHaveCount(count);
  await expectFound(page, 'hot air balloon', 'hot-air-balloon');
  await expect(panel(page)).toHaveCount(0);
});

test('without the former text encoder, searches the converted part and shows its share', async ({ page }) => {
  await putOlderLibrary(page);
  await page.route(visionTower, (route) => route.abort());
  await page.goto('/');
  await expect(photos(page)).toHaveCount(count);
  await expect(panel(page)).toContainText('The update stopped', { timeout: 60_000 });
  await expect(panel(page)).toContainText('covers 0 of 13 photos');
  await page.unroute(visionTower);
  await panel(page).getByRole('button', { name: 'Try again' }).click();
  await expect(panel(page)).toContainText('Library updated', { timeout: 60_000 });
  await expectFound(page, 'hot air balloon', 'hot-air-balloon');
});
