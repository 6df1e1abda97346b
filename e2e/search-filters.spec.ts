import { copyFileSync, mkdtempSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';
import { shownNames, tiles } from './own-photos.ts';

const crab = 'red-crab-on-sand.jpg';
const cat = 'tabby-cat-lying-on-porch.jpg';

/** Adds two photos whose files were last changed at different times. */
async function addDated(page: Page): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'onsight-dated-'));
  for (const [name, date] of [
    [crab, new Date(2024, 4, 10)],
    [cat, new Date()],
  ] as const) {
    copyFileSync(`public/samples/${name}`, join(folder, name));
    utimesSync(join(folder, name), date, date);
  }
  await page.locator('#pick-photos').setInputFiles([join(folder, crab), join(folder, cat)]);
  await expect(tiles(page)).toHaveCount(2, { timeout: 60_000 });
}

/** Types a search, and waits until it shows the photos in any order. */
async function expectFound(page: Page, typed: string, names: readonly string[]): Promise<void> {
  await page.getByRole('searchbox').fill(typed);
  await expect(async () => {
    expect((await shownNames(page)).sort()).toEqual([...names].sort());
  }).toPass();
}

test('dates and file names in a search become chips that can be removed', async ({ page }) => {
  await page.goto('/');
  await addDated(page);
  await expectFound(page, 'in May 2024', [crab]);
  const chip = page.locator('.understood__chip');
  await expect(chip).toHaveText('Taken May 1 – 31, 2024');
  await expectFound(page, 'an animal in May 2024', [crab]);
  await expectAccessible(page);
  await page.screenshot({ path: 'e2e/output/screens/search-chips-1280-light-en.png' });
  await chip.click();
  await expect(page.getByRole('searchbox')).toHaveValue('an animal');
  await expect(tiles(page)).toHaveCount(2);
  await expectFound(page, 'today', [cat]);
  await expectFound(page, 'crab-on-sand.jpg', [crab]);
  await expect(chip).toHaveText('File name contains “crab-on-sand.jpg”');

  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await expectFound(page, '2024年5月的动物', [crab]);
  await expect(chip).toHaveText('拍摄于 2024年5月1日至2024年5月31日');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.screenshot({ path: 'e2e/output/screens/search-chips-360-dark-zh.png' });
});
