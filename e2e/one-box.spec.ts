import { expect, test, type Page } from '@playwright/test';
import { described } from './described-photos.ts';
import { expectAccessible } from './expect-accessible.ts';
import { shownNames, tiles } from './own-photos.ts';
import { addFiles, bitmap } from './shown-results.ts';

const screens = 'e2e/output/screens';
const crab = 'red-crab-on-sand.jpg';
const cat = 'tabby-cat-lying-on-porch.jpg';
const castle = 'neuschwanstein-castle.jpg';
const wall = 'wall.bmp';

async function addDescribed(page: Page): Promise<void> {
  await page.goto('/');
  await addFiles(page, [
    described(crab, {
      make: 'Canon',
      model: 'Canon EOS R5',
      city: 'Kyoto',
      country: 'Japan',
      keywords: ['seaside', 'walk on the beach'],
      taken: '2023-07-15T12:00:00',
    }),
    described(cat, {
      make: 'NIKON CORPORATION',
      model: 'NIKON D70',
      city: '北京',
      keywords: ['宠物'],
      taken: '2024-05-10T12:00:00',
    }),
    described(castle, {
      make: 'Canon',
      model: 'Canon EOS R5',
      title: 'A seaside castle',
      taken: '2024-05-11T12:00:00',
    }),
    bitmap(wall, 0x336699),
  ]);
  await expect(tiles(page)).toHaveCount(4);
}

async function expectShown(page: Page, names: readonly string[]): Promise<void> {
  await expect.poll(async () => (await shownNames(page)).sort()).toEqual([...names].sort());
}

test('one box reads cameras, places, types, captions and quotations, and suggests what exists', async ({ page }) => {
  await addDescribed(page);
  const field = page.getByRole('searchbox');
  const chips = page.locator('.understood__chip');
  for (const [typed, chip, names] of [
    ['Canon EOS R5', 'Taken with Canon EOS R5', [crab, castle]],
    ['camera:nikon', 'Taken with nikon', [cat]],
    ['in Kyoto', 'Taken in Kyoto', [crab]],
    ['北京', 'Taken in 北京', [cat]],
    ['bmp files', 'BMP files', [wall]],
    ['keyword:"walk on the beach"', 'Keyword “walk on the beach”', [crab]],
    ['without captions', 'Without captions', [crab, cat, castle, wall]],
    ['place:Paris', 'Taken in Paris', []],
  ] as const) {
    await field.fill(typed);
    await expect(chips).toHaveText(chip);
    await expectShown(page, names);
  }
  // Each condition is a chip of its own, and takes only its words with it.
  await field.fill('an animal in Kyoto Canon EOS R5 "red crab"');
  await expect(chips).toHaveCount(3);
  await page.getByRole('button', { name: /^Taken in Kyoto/ }).click();
  await expect(field).toHaveValue('an animal Canon EOS R5 "red crab"');
  await expect.poll(() => shownNames(page)).toEqual([crab, castle]);
  await expect(page.locator('.tile--weak')).toHaveCount(1);

  await test.step('exact hits stand first', async () => {
    await field.fill('"seaside"');
    await expect(page.locator('.bar__state')).toContainText('2 matches');
    expect((await shownNames(page)).slice(0, 2).sort()).toEqual([castle, crab]);
    await expect(page.locator('.tile mark').first()).toHaveText('seaside');
  });

  await test.step('suggestions', async () => {
    await field.fill('');
    await field.pressSequentially('cano');
    const options = page.getByRole('option');
    await expect(options).toHaveText(['CameraCanon EOS R52 photos']);
    await field.press('ArrowDown');
    await expect(field).toHaveAttribute('aria-activedescendant', await options.getAttribute('id').then(String));
    await expect(options).toHaveAttribute('aria-selected', 'true');
    await expectAccessible(page);
    await field.press('Enter');
    await expect(field).toHaveValue('camera:"Canon EOS R5" ');
    await expectShown(page, [crab, castle]);
    await field.pressSequentially('2024');
    await expect(options).toHaveText([/^Date2024\s*1 photo$/, /^DateMay 2024\s*1 photo$/]);
    await page.screenshot({ path: `${screens}/suggestions-1280-light-en.png` });
    await field.press('Escape');
    await expect(options).toHaveCount(0);
    await expect(field).toHaveValue('camera:"Canon EOS R5" 2024');
    // Nothing that exists goes on like this.
    await field.fill('camera:"NIKON D70" kyo');
    await expect(page.locator('.understood__chip')).toHaveText('Taken with NIKON D70');
    await expect(options).toHaveCount(0);
  });
});

test('filter chips list what has results, with counts', async ({ page }) => {
  await addDescribed(page);
  const filters = page.locator('.filters');
  const chip = (name: string) => filters.getByRole('button', { name, exact: true });
  const entries = page.locator('li > .menu__entry');
  await expect(page.locator('.filters > .menu > .menu__chip')).toHaveText([
    'Date',
    'Place',
    'Camera',
    'Type',
    'Keyword',
    'Captions',
  ]);
  await chip('Camera').click();
  await expect(entries).toHaveText(['Canon EOS R52', 'NIKON D701']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expectShown(page, [crab, castle]);
  await chip('Date').click();
  // Of this year only the bitmap is, and no Canon took it.
  await expect(entries).toHaveText(['20241', 'May 20241', '20231', 'July 20231']);
  await expectAccessible(page);
  await page.screenshot({ path: `${screens}/filters-1280-light-en.png` });
  await page.keyboard.press('Escape');
  await expect(entries).toHaveCount(0);
  await expect(chip('Date')).toBeFocused();
  await chip('Date').click();
  await entries.filter({ hasText: 'May 2024' }).click();
  await expectShown(page, [castle]);
  await expect(page.getByRole('searchbox')).toHaveValue('camera:"Canon EOS R5" in May 2024');
  await page.reload();
  await expectShown(page, [castle]);
  await chip('Camera').click();
  await entries.filter({ hasText: 'NIKON' }).click();
  await expectShown(page, [cat]);

  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 740 });
  await chip('相机').click();
  await expect(entries).toHaveText(['Canon EOS R51', 'NIKON D701']);
  await page.screenshot({ path: `${screens}/filters-360-dark-zh.png` });
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('');
  await page.getByRole('searchbox').pressSequentially('宠');
  await expect(page.getByRole('option')).toHaveText(['关键词宠物1 张照片']);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.screenshot({ path: `${screens}/suggestions-360-dark-zh.png` });
  await page.getByRole('option').click();
  await expectShown(page, [cat]);
  await expectAccessible(page);
});
