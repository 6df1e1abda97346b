import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { answerHubRequest } from '../fixtures/hub/hub-server.ts';
import { expectAccessible } from './expect-accessible.ts';
import { addPhotos } from './own-photos.ts';

const pictures = 'e2e/output/screens';
mkdirSync(pictures, { recursive: true });
const photos = ['golden-retriever-panting.jpg', 'stack-of-pancakes.jpg'];

// Requests of a service worker bypass a test's routes.
test.use({ serviceWorkers: 'block' });

let hub: Server;
test.beforeAll(async () => {
  hub = createServer((request, response) => {
    if (!answerHubRequest(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
});
test.afterAll(() => hub.close());

/** Has a small checkpoint of random weights write captions from now on. */
async function chooseOtherModel(page: Page): Promise<void> {
  // A TCP server's address is an object.
  const { port } = hub.address() as AddressInfo;
  await page.context().route('https://huggingface.co/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({
      response: await route.fetch({ url: `http://127.0.0.1:${String(port)}/hub/range${pathname}` }),
    });
  });
  await page.getByRole('link', { name: 'Choose another model' }).click();
  await page.getByRole('textbox', { name: 'Model id: owner/name' }).fill('onsight-test/captioning-hub');
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByRole('button', { name: 'Use for captions and questions' }).click();
  await expect(page.getByText('is now used for captions and questions.')).toBeVisible({ timeout: 90_000 });
}

test('writes captions again with another model, old and new side by side, to keep or undo', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/');
  await addPhotos(page, photos);
  await page.getByRole('button', { name: photos[0]! }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.getByRole('button', { name: 'Better captions' }).click();
  await expect(page).toHaveTitle('Better captions · onsight');
  await expect(page.getByText('2 photos have no caption by this model yet.')).toBeVisible();
  const write = page.getByRole('button', { name: 'Write captions', exact: true });
  await write.click();
  await expect(page.locator('.panel__text', { hasText: '2 captions written' })).toBeVisible({ timeout: 120_000 });
  const compare = page.getByRole('region', { name: 'Old and new' });
  await expect(compare).toHaveCount(0);
  await expect(write).toBeDisabled();

  await chooseOtherModel(page);
  await page.getByRole('link', { name: 'Compare old and new captions' }).click();
  await write.click();
  const row = (name: string) => compare.getByRole('listitem', { name });
  await expect(row(photos[0]!).getByRole('radio')).toHaveCount(2, { timeout: 120_000 });
  await expect(row(photos[1]!).getByRole('radio')).toHaveCount(2, { timeout: 120_000 });
  // The old one stands first; the new one is chosen.
  const before = row(photos[0]!).getByRole('radio').first();
  const after = row(photos[0]!).getByRole('radio').nth(1);
  await expect(row(photos[0]!)).toContainText(
    /Old: onsight starter.*(dog|retriever).*New: onsight-test\/captioning-hub/s,
  );
  await expect(after).toBeChecked();
  await page.screenshot({ path: `${pictures}/better-captions-1280-light-en.png`, fullPage: true });
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Back to the old ones' }).click();
  await expect(before).toBeChecked();
  await expect(row(photos[1]!).getByRole('radio').first()).toBeChecked();
  // The choice holds after a reload, and the new model does not write again over it.
  await row(photos[1]!).getByRole('radio').nth(1).check();
  await page.reload();
  await expect(before).toBeChecked();
  await expect(row(photos[1]!).getByRole('radio').nth(1)).toBeChecked();
  await expect(write).toBeDisabled();

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 780 });
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.screenshot({ path: `${pictures}/better-captions-360-dark-zh.png`, fullPage: true });
  await expectAccessible(page);
  await page.getByRole('button', { name: '完成：保留所选的' }).click();
  await expect(page.getByRole('region', { name: '新旧对比' })).toHaveCount(0);
  await page.getByRole('link', { name: /返回图库/ }).click();
  await expect(page.getByRole('button', { name: photos[0]! })).toHaveAttribute('aria-label', /dog|retriever/);
});

test('says which model does what, and measures this device when asked', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/#/models');
  const uses = page.locator('.card', { has: page.getByRole('heading', { name: 'Which model does what' }) });
  await expect(uses).toContainText(/Search\s*onsight starter\s*English, Chinese/);
  await expect(uses).toContainText(/Text in images/);
  await expect(uses).toContainText(/Sounds/);
  await expect(page.getByText(/searches in many languages/)).toBeVisible();
  const device = page.locator('.card', { has: page.getByRole('heading', { name: 'This device', exact: true }) });
  // Nothing is downloaded in order to measure it.
  await device.getByRole('button', { name: 'Measure this device' }).click();
  await expect(device).toContainText(/Write a caption\s*not downloaded yet/);
  await page.goto('/');
  await addPhotos(page, photos.slice(0, 1));
  await page.goto('/#/models');
  await device.getByRole('button', { name: 'Measure this device' }).click();
  await expect(device).toContainText(/Add a photo\s*[\d.,]+ ms/, { timeout: 120_000 });
  await page.screenshot({ path: `${pictures}/models-1280-light-en.png`, fullPage: true });
  await expectAccessible(page);
});
