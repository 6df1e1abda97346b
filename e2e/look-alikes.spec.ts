import { expect, test } from '@playwright/test';
import { described } from './described-photos.ts';
import { expectAccessible } from './expect-accessible.ts';
import { shownNames, tiles } from './own-photos.ts';
import { addFiles } from './shown-results.ts';

const crab = 'red-crab-on-sand.jpg';
const cat = 'tabby-cat-lying-on-porch.jpg';

test('look-alikes are one photo that opens, and the best keeps what the others say', async ({ page }) => {
  await page.goto('/');
  await addFiles(page, [
    described(crab, { title: 'Crab', rating: 2, taken: '2024-05-01T12:00:00' }, 'a.jpg'),
    described(crab, { title: 'Red crab', rating: 5, keywords: ['seaside'], taken: '2024-05-02T12:00:00' }, 'b.jpg'),
    described(crab, { keywords: ['walk'], taken: '2024-05-03T12:00:00' }, 'c.jpg'),
    described(cat, { taken: '2024-05-04T12:00:00' }),
  ]);
  await expect(tiles(page)).toHaveCount(4);
  await page.getByRole('button', { name: 'Group look-alikes' }).click();
  await expect(tiles(page)).toHaveCount(2);
  await expect(page.locator('.tile__more')).toHaveText('+2');
  await expectAccessible(page);
  await page.screenshot({ path: 'e2e/output/screens/look-alikes-1280-light-en.png' });
  await page.getByRole('searchbox').fill('a crab');
  await expect(page.locator('.tile__more')).toHaveText('+2');
  await page.locator('.tile__more').click();
  await expect(tiles(page)).toHaveCount(4);
  const panel = page.getByRole('region', { name: 'Look-alikes' });
  await expect(panel).toContainText('Proposed to keep: ');
  await expect(panel).toContainText('most pixels, then sharpest');
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.screenshot({ path: 'e2e/output/screens/look-alikes-360-dark-en.png' });
  await panel.getByRole('button', { name: 'Keep it and delete 2 others' }).click();
  await expect.poll(async () => (await shownNames(page)).filter((name) => name !== cat)).toHaveLength(1);
  await page.reload();
  await page.getByRole('searchbox').fill('keyword:seaside keyword:walk');
  await expect(tiles(page)).toHaveCount(1);
  await page.getByRole('searchbox').fill('"red crab"');
  await expect(page.locator('.bar__state')).toContainText('1 match');
});
