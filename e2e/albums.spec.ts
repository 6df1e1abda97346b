import { expect, test } from '@playwright/test';
import { described } from './described-photos.ts';
import { expectAccessible } from './expect-accessible.ts';
import { focusedName, shownNames } from './own-photos.ts';
import { addFiles } from './shown-results.ts';

const screens = 'e2e/output/screens';
const crab = 'red-crab-on-sand.jpg';
const cat = 'tabby-cat-lying-on-porch.jpg';
const castle = 'neuschwanstein-castle.jpg';
const car = 'white-sports-car-on-road.jpg';

test('sorts, jumps between months, and keeps searches as albums', async ({ page }) => {
  await page.goto('/');
  await addFiles(page, [
    described(crab, { city: 'Kyoto', taken: '2022-07-15T12:00:00' }),
    described(cat, { city: 'Kyoto', taken: '2024-05-10T12:00:00' }),
    described(castle, { city: 'Füssen', taken: '2024-05-11T12:00:00' }),
  ]);
  const field = page.getByRole('searchbox');
  const entries = page.locator('.menu__entry');
  const menu = (name: RegExp | string) => page.locator('.menu__chip').filter({ hasText: name });

  await test.step('months have headings, and the keyboard jumps between them', async () => {
    await expect.poll(() => shownNames(page)).toEqual([castle, cat, crab]);
    await expect(page.locator('.grid-divider')).toHaveText(['May 2024', 'July 2022']);
    await menu('Jump to month').click();
    await expect(entries).toHaveText(['May 20242', 'July 20221']);
    await entries.nth(1).click();
    await expect.poll(() => focusedName(page)).toBe(crab);
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => focusedName(page)).toBe(castle);
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => focusedName(page)).toBe(crab);
    await expectAccessible(page);
    await page.screenshot({ path: `${screens}/timeline-1280-light-en.png` });
  });
  await test.step('other orders', async () => {
    await menu('Sort: Newest first').click();
    await entries.filter({ hasText: 'Oldest first' }).click();
    await expect.poll(() => shownNames(page)).toEqual([crab, cat, castle]);
    await menu('Sort: Oldest first').click();
    await entries.filter({ hasText: 'Name' }).click();
    await expect.poll(() => shownNames(page)).toEqual([castle, crab, cat]);
    await expect(page.locator('.grid-divider')).toHaveCount(0);
    await expect(field).toHaveValue('sort:name');
  });
  await test.step('a saved search fills itself, and is kept over a reload', async () => {
    await field.fill('in Kyoto');
    await expect.poll(() => shownNames(page)).toEqual([cat, crab]);
    await menu('Albums').click();
    await page.getByRole('textbox', { name: 'Album name' }).fill('Kyoto trips');
    await page.getByRole('button', { name: 'Save search as album' }).click();
    await expect(menu('Kyoto trips')).toBeVisible();
    await expectAccessible(page);
    await page.screenshot({ path: `${screens}/albums-1280-light-en.png` });
    await page.keyboard.press('Escape');
    await field.fill('');
    await addFiles(page, [described(car, { city: 'Kyoto', taken: '2025-01-01T12:00:00' })]);
    await page.reload();
    await menu('Albums').click();
    await entries.filter({ hasText: 'Kyoto trips' }).click();
    await expect.poll(() => shownNames(page)).toEqual([car, cat, crab]);
    expect(page.url()).toContain('Kyoto');
    await field.fill('');
    await field.pressSequentially('kyoto t');
    await expect(page.getByRole('option')).toHaveText([/^AlbumKyoto trips\s*3 photos$/]);
    await page.getByRole('option').click();
  });
  await test.step('rename and delete', async () => {
    await menu('Kyoto trips').click();
    await page.getByRole('textbox', { name: 'Album name' }).fill('京都');
    await page.getByRole('button', { name: 'Rename' }).click();
    await expect(menu('京都')).toBeVisible();
    await page.getByRole('button', { name: 'Delete album' }).click();
    await expect(menu('Albums')).toBeVisible();
    await page.keyboard.press('Escape');
  });
  await test.step('albums of the groups of the library', async () => {
    await field.fill('');
    await menu('Place').click();
    await page.getByRole('button', { name: 'Make an album of each' }).click();
    await menu('Albums').click();
    await expect(entries).toHaveText(['Kyoto', 'Füssen']);
    await page.keyboard.press('Escape');
  });
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await menu('跳转到月份').click();
  await page.screenshot({ path: `${screens}/timeline-360-dark-zh.png` });
  await expectAccessible(page);
});
