import { expect, type Locator, type Page } from '@playwright/test';

/** Six samples that look nothing like each other. */
export const sixSamples = [
  'tabby-cat-lying-on-porch.jpg',
  'stack-of-pancakes.jpg',
  'white-sports-car-on-road.jpg',
  'red-crab-on-sand.jpg',
  'neuschwanstein-castle.jpg',
  'sunflower-close-up.jpg',
];

/** Adds samples as a visitor adds files, and waits until all of them are in the grid. */
export async function addPhotos(page: Page, names: readonly string[]): Promise<void> {
  const before = await tiles(page).count();
  await page.locator('header input[type=file][multiple]').setInputFiles(names.map((name) => `public/samples/${name}`));
  await expect(tiles(page)).toHaveCount(before + names.length, { timeout: 120_000 });
  await expect(page.getByRole('region', { name: 'Adding photos' }).getByRole('button')).toHaveText('Dismiss', {
    timeout: 60_000,
  });
}

/** Tiles of all lists of photos. */
export function tiles(page: Page): Locator {
  return page.locator('.grid [data-photo]');
}

/** Names of the photos that are shown, in their order. */
export async function shownNames(page: Page): Promise<string[]> {
  return tiles(page).evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? ''));
}

/** Name of the photo that has the focus; undefined if something else has it. */
export async function focusedName(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.closest('[data-photo]')?.getAttribute('aria-label') ?? undefined);
}
