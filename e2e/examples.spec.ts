import { mkdirSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';
import { addPhotos, shownNames, tiles } from './own-photos.ts';
import { results, searchFor } from './shown-results.ts';

const pictures = 'e2e/output/screens';
mkdirSync(pictures, { recursive: true });

const photos = [
  'golden-retriever-panting.jpg',
  'dachshund-on-a-path.jpg',
  'white-sheep-on-hillside.jpg',
  'herd-of-horses-on-grassland.jpg',
  'brown-horse-and-snowy-mountains.jpg',
  'red-crab-on-sand.jpg',
];

/** Presses a button of a tile and waits for the results after it. */
async function press(page: Page, name: string, side: 'More like this' | 'Less like this'): Promise<void> {
  const tile = results(page).getByRole('listitem', { name });
  await tile.hover();
  await tile.getByRole('button', { name: side }).click();
  await expect(tile).toHaveCount(0);
  await expect(results(page).first()).toHaveAttribute('aria-busy', 'false');
}

test('results become more and less like photos, at once, and as they were again', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/');
  await addPhotos(page, photos);
  await searchFor(page, 'an animal');
  const before = await shownNames(page);
  const group = page.getByRole('group', { name: 'Example photos' });
  await expect(group).toHaveCount(0);

  await press(page, 'brown-horse-and-snowy-mountains.jpg', 'More like this');
  await expect(group.getByRole('button')).toHaveCount(1);
  // Animals on meadows come before dogs.
  expect(before.slice(0, 2)).toEqual(['golden-retriever-panting.jpg', 'dachshund-on-a-path.jpg']);
  expect((await shownNames(page))[0]).toBe('white-sheep-on-hillside.jpg');

  await press(page, 'golden-retriever-panting.jpg', 'Less like this');
  await expect(group.getByRole('button')).toHaveCount(2);
  await results(page).first().getByRole('listitem').first().hover();
  await page.screenshot({ path: `${pictures}/examples-1280-light-en.png` });
  await expectAccessible(page);

  // The address holds them.
  const shown = await shownNames(page);
  await page.reload();
  await expect(group.getByRole('button')).toHaveCount(2);
  await expect.poll(() => shownNames(page)).toEqual(shown);

  await group.getByRole('button', { name: /^Less like golden/ }).click();
  await expect(group.getByRole('button')).toHaveCount(1);
  await page.goBack();
  await expect(group.getByRole('button')).toHaveCount(2);
  for (const name of [/^More like brown/, /^Less like golden/]) await group.getByRole('button', { name }).click();
  await expect(group).toHaveCount(0);
  await expect.poll(() => shownNames(page)).toEqual(before);

  // By the keyboard, and in the open photo.
  await page.getByRole('button', { name: 'red-crab-on-sand.jpg' }).focus();
  await page.keyboard.press('-');
  await expect(group.getByRole('button', { name: /^Less like red-crab/ })).toBeVisible();
  await tiles(page).first().getByRole('button').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'More like this' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(group.getByRole('button', { name: /^More like/ })).toBeVisible();
});

test.describe('on a touch screen', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 780 }, colorScheme: 'dark' });

  test('the buttons are on every result, and the page fits', async ({ page }) => {
    await page.addInitScript(() => {
      localStorage.setItem('onsight.language', 'zh');
    });
    await page.goto('/');
    await page
      .locator('header input[type=file][multiple]')
      .setInputFiles(photos.slice(0, 4).map((name) => `public/samples/${name}`));
    await expect(tiles(page)).toHaveCount(4, { timeout: 120_000 });
    await page.getByRole('searchbox').fill('动物');
    await expect(results(page).first()).toHaveAttribute('aria-busy', 'false');
    await expect(page.getByRole('button', { name: '多找这类' })).toHaveCount(4);
    await page.getByRole('button', { name: '少找这类' }).first().tap();
    await expect(page.getByRole('group', { name: '示例照片' }).getByRole('button')).toHaveCount(1);
    await expect(page.getByRole('button', { name: '多找这类' })).toHaveCount(3);
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.screenshot({ path: `${pictures}/examples-360-dark-zh.png` });
    await expectAccessible(page);
  });
});
