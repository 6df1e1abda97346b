import { expect, test } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';

const pictures = 'e2e/output/screens';

test('ten thousand rows are made, searched, kept over a killed worker and a reload, checked and deleted', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 1000 });
  await page.goto('/#/models');
  await page.getByRole('link', { name: 'A million rows in this browser' }).click();
  await page.getByRole('button', { name: /^10,000 rows/ }).click();
  await expect(page.getByText('10,000 rows are stored.')).toBeVisible({ timeout: 60_000 });
  const field = page.getByRole('searchbox', { name: 'Search the rows' });
  const hits = page.locator('.scale__hits li');
  await field.fill('row 4711');
  await expect(hits.first()).toContainText('row 4711');
  await expect(hits).toHaveCount(10);
  await expect(hits.first()).toContainText('100%');
  const all = await hits.allInnerTexts();
  await page.getByRole('button', { name: 'Label 7 (1 %)' }).click();
  await expect(hits.first()).toContainText('label 7');
  for (const text of await hits.allInnerTexts()) expect(text).toContain('label 7');
  await page.getByRole('button', { name: 'All rows', exact: true }).click();
  await page.getByRole('button', { name: 'Kill its worker' }).click();
  await expect(page.getByText('The worker was ended')).toBeVisible();
  await expect.poll(() => hits.allInnerTexts()).toEqual(all);
  await page.getByRole('button', { name: 'Check everything' }).click();
  await expect(page.getByText('All 10,000 rows are as they were written.')).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: `${pictures}/scale-1280-light.png`, fullPage: true });
  await page.reload();
  await field.fill('row 4711');
  await expect.poll(() => hits.allInnerTexts()).toEqual(all);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  await page.screenshot({ path: `${pictures}/scale-390-dark.png`, fullPage: true });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Delete all rows' }).click();
  await expect(page.getByText('0 rows are stored.')).toBeVisible();
  await expect(hits).toHaveCount(0);
});

test('a build that is stopped keeps its rows and goes on', async ({ page }) => {
  await page.goto('/#/scale');
  await page.getByRole('button', { name: /^100,000 rows/ }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  const stored = page.getByText(/^[\d,]+ rows are stored\.$/);
  await expect(stored).toBeVisible();
  const count = Number((await stored.innerText()).replaceAll(/\D/g, ''));
  expect(count).toBeLessThan(100_000);
  if (count < 10_000) await page.getByRole('button', { name: /^10,000 rows/ }).click();
  await expect(page.getByText(/^[1-9][\d,]{4,} rows are stored\.$/)).toBeVisible({ timeout: 60_000 });
});
