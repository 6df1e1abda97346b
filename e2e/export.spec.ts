import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';
import { addPhotos } from './own-photos.ts';

test('saves facts of the selected photos as CSV and JSON', async ({ page }) => {
  await page.goto('/');
  await addPhotos(page, ['red-crab-on-sand.jpg', 'tabby-cat-lying-on-porch.jpg']);
  await page.getByRole('button', { name: /red-crab/ }).click({ modifiers: ['ControlOrMeta'] });
  const save = async (name: string): Promise<string> => {
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name }).click();
    return readFileSync(await (await saved).path(), 'utf8');
  };
  const csv = await save('Export as CSV');
  expect(csv.split('\r\n')).toHaveLength(3);
  expect(csv).toContain('red-crab-on-sand.jpg');
  expect(JSON.parse(await save('Export as JSON'))).toMatchObject([{ name: 'red-crab-on-sand.jpg' }]);
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.screenshot({ path: 'e2e/output/screens/selection-360-light-en.png' });
});
