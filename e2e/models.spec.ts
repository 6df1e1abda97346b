import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';
import { answerHubRequest } from '../fixtures/hub/hub-server.ts';
import { addPhotos, sixSamples, tiles } from './own-photos.ts';

const pictures = 'e2e/output/screens';

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

/** Leads what is asked of huggingface.co to small checkpoints on this machine. */
async function leadToHub(page: Page): Promise<void> {
  // A TCP server's address is an object.
  const { port } = hub.address() as AddressInfo;
  await page.context().route('https://huggingface.co/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    const response = await route.fetch({ url: `http://127.0.0.1:${String(port)}/hub/range${pathname}` });
    await route.fulfill({ response });
  });
}

test('inspects, downloads and uses a Hub model, keeps it after a reload, and returns to the starter', async ({
  page,
}) => {
  await leadToHub(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/#/models');
  const field = page.getByRole('textbox', { name: 'Model id: owner/name' });
  const look = page.getByRole('button', { name: 'Look up' });
  const words = page.locator('.card', { has: page.getByRole('heading', { name: 'Captions and questions' }) });
  await expect(words).toContainText('onsight starter · English');
  await field.fill('no id');
  await look.click();
  await expect(page.getByRole('alert')).toContainText('A model id looks like this');
  await field.fill('onsight-test/is-not-there');
  await look.click();
  await expect(page.getByRole('alert')).toContainText(
    'it does not exist, is not public, or is a different kind of model',
    {
      timeout: 30_000,
    },
  );
  await expect(page.getByRole('alert').getByRole('button', { name: 'Try again' })).toBeVisible();
  await field.fill('https://huggingface.co/onsight-test/captioning-hub/tree/main');
  await look.click();
  const offer = page.getByRole('group', { name: 'onsight-test/captioning-hub' });
  await expect(offer).toContainText('captions', { timeout: 30_000 });
  await expect(offer).toContainText('downloaded once');
  await offer.scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${pictures}/models-offer-1280-light.png` });
  await expectAccessible(page);
  await offer.getByRole('button', { name: 'Use for captions and questions' }).click();
  await expect(page.getByText('is now used for captions and questions.')).toBeVisible({ timeout: 90_000 });
  await expect(words).toContainText('captioning-hub');
  await page.reload();
  await expect(words).toContainText('captioning-hub', { timeout: 30_000 });
  // Questions are still the starter's: this one only writes captions.
  await expect(words).toContainText('onsight starter · English');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 780 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.screenshot({ path: `${pictures}/models-360-dark.png`, fullPage: true });
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Use the built-in model again' }).click();
  await expect(words).not.toContainText('captioning-hub', { timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Use the built-in model again' })).toBeHidden();
});

test('imports a checkpoint folder, and rejects another folder with a reason', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/#/models');
  const folder = page.locator('.card input[type=file]');
  await folder.setInputFiles('fixtures/blip/onsight-test/vqa-hub');
  const offer = page.getByRole('group', { name: 'local/vqa-hub' });
  await expect(offer).toContainText('questions', { timeout: 90_000 });
  const stored = page.locator('.card', { has: page.getByRole('heading', { name: 'Stored on this device' }) });
  await expect(stored).toContainText('local/vqa-hub');
  await offer.getByRole('button', { name: 'Use for captions and questions' }).click();
  await expect(page.getByText('is now used for captions and questions.')).toBeVisible({ timeout: 90_000 });
  const words = page.locator('.card', { has: page.getByRole('heading', { name: 'Captions and questions' }) });
  await expect(words).toContainText('vqa-hub');
  await folder.setInputFiles('fixtures/hub/onsight-test/clip-tiny-patch8');
  await expect(page.getByRole('alert')).toContainText('clip-tiny-patch8', { timeout: 30_000 });
  await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByRole('alert')).toBeHidden();
});

test('Undo after a model change names the model to return to, and works there', async ({ page }) => {
  await leadToHub(page);
  await page.goto('/');
  await addPhotos(page, sixSamples.slice(0, 2));
  await page.goto('/#/models');
  await page.getByRole('textbox', { name: 'Model id: owner/name' }).fill('onsight-test/clip-tiny-patch8');
  await page.getByRole('button', { name: 'Look up' }).click();
  const other = page.getByRole('button', { name: 'Use for search' });
  await expect(other).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'back to the library' }).click();
  await page.getByRole('button', { name: sixSamples[0]! }).focus();
  await page.keyboard.press('Delete');
  const toast = page.locator('.toast');
  await expect(toast).toContainText('1 photo deleted');
  // The offer stays as long as the pointer is on it; the rest is pressed without moving the pointer.
  await toast.hover();
  const models = page.getByRole('navigation').getByRole('link', { name: 'Models' });
  await models.dispatchEvent('click');
  await other.dispatchEvent('click');
  const inUse = page.locator('.card', { has: page.getByRole('heading', { name: 'Search', exact: true }) });
  await expect(inUse).toContainText('clip-tiny-patch8', { timeout: 60_000 });
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect(toast).toContainText('deleted while “onsight starter” was in use');
  await page.getByRole('button', { name: /^Use: onsight starter/ }).click();
  await expect(inUse).toContainText('onsight starter', { timeout: 60_000 });
  await toast.getByRole('button', { name: 'Try again' }).click();
  await expect(toast).toBeHidden();
  await page.getByRole('link', { name: 'back to the library' }).click();
  await expect(tiles(page)).toHaveCount(2);
});
