import { mkdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';
import { tiles } from './own-photos.ts';

const pictures = 'e2e/output/screens';
mkdirSync(pictures, { recursive: true });

test('reads the text of photos, finds it, marks it over the photo and copies it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  await page
    .locator('header input[type=file][multiple]')
    .setInputFiles([
      'fixtures/ocr/screenshot.png',
      'fixtures/ocr/chinese.png',
      'public/samples/sunflower-close-up.jpg',
    ]);
  await expect(tiles(page)).toHaveCount(3, { timeout: 120_000 });

  // Nothing is downloaded before the size was said and agreed to.
  await page.getByRole('button', { name: /^Read text in photos \(6\.\d MB\)$/ }).click();
  await expect(page.getByText('Read the text of 3 photos')).toBeVisible({ timeout: 120_000 });

  await page.getByRole('searchbox').fill('"Delete 14 photos"');
  await expect(page.locator('.tile__caption--matched').first()).toContainText('Delete 14 photos');
  await tiles(page).first().getByRole('button').first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByTestId('photo-text')).toContainText('They stay in the bin for 30 days and');
  const found = dialog.locator('.text-layer__line--found');
  await expect(found).toHaveCount(1);
  await expect(found).toHaveText(/Delete 14 photos/);
  await dialog.getByRole('button', { name: 'Copy text' }).click();
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Release checklist');
  await expectAccessible(page);
  await page.screenshot({ path: `${pictures}/read-text-1280.png` });

  // The text is selected where it is in the photo.
  await dialog.locator('.text-layer text', { hasText: 'They stay in the bin' }).click({ clickCount: 3 });
  expect(await page.evaluate(() => getSelection()?.toString())).toContain('They stay in the bin');

  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await page.getByRole('searchbox').fill('世紀大道88號');
  await expect(page.locator('.tile__caption--matched').first()).toContainText('世纪大道88号');
  await tiles(page).first().getByRole('button').first().click();
  await expect(dialog.getByRole('button', { name: '复制文字' })).toBeVisible();
  await page.screenshot({ path: `${pictures}/read-text-360.png` });
});

test('goes on reading after a reload, and reads a photo by itself', async ({ page }) => {
  await page.goto('/');
  await page.locator('header input[type=file][multiple]').setInputFiles(['fixtures/ocr/english.png']);
  await expect(tiles(page)).toHaveCount(1, { timeout: 120_000 });
  await tiles(page).first().getByRole('button').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Read text \(6\.\d MB download\)$/ }).click();
  await expect(dialog.getByTestId('photo-text')).toContainText('Ref. 5521-B/09', { timeout: 120_000 });
  await page.reload();
  await expect(dialog.getByTestId('photo-text')).toContainText('Ref. 5521-B/09', { timeout: 60_000 });
});
