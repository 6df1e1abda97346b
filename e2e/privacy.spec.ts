import { expect, test } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';
import { addPhotos } from './own-photos.ts';
import { results } from './shown-results.ts';

test('counts no request after the model arrived, and then each one of page, worker and service worker', async ({
  page,
  context,
}) => {
  await page.goto('/');
  await addPhotos(page, ['red-crab-on-sand.jpg', 'tabby-cat-lying-on-porch.jpg']);
  await expect(page.getByText('works offline')).toBeVisible({ timeout: 120_000 });
  const counter = page.locator('.privacy__count');
  await expect(counter).toHaveText('0 requests since the model arrived');
  await page.getByRole('searchbox').fill('a crab');
  await expect(results(page).getByRole('listitem').first()).toHaveAttribute('aria-label', 'red-crab-on-sand.jpg');
  await results(page).getByRole('button').first().click();
  await expect(page.getByRole('dialog').locator('.caption')).toContainText('crab', { timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(counter).toHaveText('0 requests since the model arrived');

  const ask = (by: string): Promise<string> =>
    fetch(`/models/starter/README.md?by=${by}`, { cache: 'no-store' }).then((response) => response.text());
  await page.evaluate(ask, 'page');
  await expect(counter).toHaveText('1 request since the model arrived');
  await page.workers()[0]?.evaluate(ask, 'worker');
  await expect(counter).toHaveText('2 requests since the model arrived');
  await context.serviceWorkers()[0]?.evaluate(ask, 'service-worker');
  await expect(counter).toHaveText('3 requests since the model arrived');
  await counter.click();
  await expect(page.locator('.privacy__more li')).toHaveText([/by=service-worker/, /by=worker/, /by=page/]);
  await expect(page.getByText('switch off the network, and search')).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: 'e2e/output/screens/privacy-1280-light-en.png' });
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.screenshot({ path: 'e2e/output/screens/privacy-360-dark-zh.png' });

  await context.setOffline(true);
  await page.getByRole('searchbox').fill('a cat');
  await expect(results(page).getByRole('listitem').first()).toHaveAttribute('aria-label', /cat/);
});
