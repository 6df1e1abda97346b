import { mkdir } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';
import { addFiles, bitmap, expectAgreement, nameOf, results, sample, searchFor } from './shown-results.ts';

const pictures = 'e2e/output/screens';

test('finds files by parts of their names and highlights the match', async ({ page }) => {
  await mkdir(pictures, { recursive: true });
  await page.goto('/');
  const names = [
    'Müllers Gärten Café.bmp',
    '학점인정.bmp',
    '학점인정2.bmp',
    'IMG_1234.bmp',
    'IMG_12345.bmp',
    'DSC01273.bmp',
    'Straße.bmp',
    'İstanbul.bmp',
  ];
  await addFiles(page, [
    ...names.map((name, i) => bitmap(name.normalize(i % 2 === 0 ? 'NFD' : 'NFC'), 0x102030 * (i + 1))),
    sample('stack-of-pancakes.jpg'),
    sample('stack-of-books-with-flowers.jpg'),
    sample('route-66-road-sign.jpg'),
    sample('sushi-rolls-and-chopsticks.jpg'),
    sample('railway-tracks-to-mountains.jpg'),
  ]);
  for (const [query, name] of [
    ['1273', 'DSC01273.bmp'],
    ['dsc01273.bmp', 'DSC01273.bmp'],
    ['DSC01273', 'DSC01273.bmp'],
    ['IMG_1234', 'IMG_1234.bmp'],
    ['img_1234.BMP', 'IMG_1234.bmp'],
    ['stack-of-pancakes', 'stack-of-pancakes.jpg'],
    ['route-66-road-sign', 'route-66-road-sign.jpg'],
    ['학점인정', '학점인정.bmp'],
    ['학점인정2', '학점인정2.bmp'],
    ['strasse', 'Straße.bmp'],
    ['ISTANBUL', 'İstanbul.bmp'],
    ['Müllers Gärten Café', 'Müllers Gärten Café.bmp'],
  ] as const) {
    const [first] = await searchFor(page, query);
    expect([query, await nameOf(first)]).toEqual([query, name.normalize('NFC')]);
    await expect(first!.locator('mark').first()).toBeVisible();
    await expect(first!.getByRole('button')).toHaveAttribute('aria-description', /File name: /);
    await expectAgreement(page);
  }
  await searchFor(page, 'stack-of-pancakes');
  await page.screenshot({ path: `${pictures}/words-name-1280-light.png` });
  await expectAccessible(page);
});

test('counts matches beyond one page and loads them on scrolling', async ({ page }) => {
  await page.goto('/');
  const count = 136;
  await addFiles(
    page,
    Array.from({ length: count }, (_, i) => bitmap(`mountain-${String(i + 1)}.bmp`, 0x010203 * (i + 1))),
  );
  await searchFor(page, 'mountain');
  await expect(page.locator('.bar__state')).toContainText('120+ matches');
  const more = page.getByRole('button', { name: 'Show more' });
  await more.scrollIntoViewIfNeeded();
  await expect(page.locator('.bar__state')).toContainText(`${String(count)} matches`);
  await expect(more).toBeHidden();
  await expect(results(page).getByRole('listitem').first()).toHaveAttribute('aria-setsize', String(count));
});
