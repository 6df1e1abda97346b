import { mkdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { awaitText } from './await-text.ts';
import { expectAccessible } from './expect-accessible.ts';
import { addPhotos, tiles } from './own-photos.ts';

const pictures = 'e2e/output/screens';
mkdirSync(pictures, { recursive: true });

const cats = ['ginger-kitten-in-garden.jpg', 'tabby-cat-lying-on-porch.jpg'];
const meals = ['stack-of-pancakes.jpg', 'sushi-rolls-and-chopsticks.jpg'];
const others = ['german-shepherd-in-field.jpg', 'white-sports-car-on-road.jpg'];

test('sorts photos into stacks by typed labels, and is unsure of the others', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/');
  await addPhotos(page, [...cats, ...meals, ...others]);
  await page.getByRole('button', { name: 'Sort into stacks' }).click();
  await expect(page).toHaveTitle('Sort into stacks · onsight');
  await expect(page.getByText('All 6 photos of your library.')).toBeVisible();
  const field = page.getByRole('textbox', { name: 'Labels, separated by commas' });
  const sort = page.getByRole('button', { name: 'Sort', exact: true });
  await expect(sort).toBeDisabled();

  // Cancelled, nothing is shown.
  await field.fill('cat, food, car, dog, house');
  await Promise.all([awaitText(page.locator('main'), /Sorting: \d of 5/, { press: 'Cancel' }), sort.click()]);
  await expect(page.getByText(/Sorting: /)).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Unsure' })).toHaveCount(0);

  await field.fill('cat, food, 👽, Cat');
  await field.press('Enter');
  const stack = (name: string): Promise<string[]> =>
    page
      .getByRole('region', { name, exact: true })
      .getByRole('listitem')
      .getByRole('button')
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label') ?? '').sort());
  await expect(page.getByRole('region', { name: 'Unsure' })).toContainText('2 photos');
  expect(await stack('cat')).toEqual(cats);
  expect(await stack('food')).toEqual(meals);
  expect(await stack('Unsure')).toEqual(others);
  await expect(page.getByText('The model does not understand: 👽.')).toBeVisible();
  await expect(page.getByText('The labels are guesses by the model')).toBeVisible();
  await page.screenshot({ path: `${pictures}/stacks-1280-light-en.png`, fullPage: true });
  await expectAccessible(page);

  // A stack becomes the selection, and a selection is sorted alone.
  await page.getByRole('button', { name: 'Select: food' }).click();
  await expect(page.getByText('2 selected')).toBeVisible();
  await expect(tiles(page)).toHaveCount(6);
  await page.getByRole('button', { name: 'Sort into stacks' }).click();
  await expect(page.getByText('2 selected photos.')).toBeVisible();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 780 });
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await page.getByRole('textbox', { name: '标签，用逗号隔开' }).fill('食物、汽车');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: '食物' })).toContainText('2 张');
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.screenshot({ path: `${pictures}/stacks-360-dark-zh.png`, fullPage: true });
  await expectAccessible(page);
});
