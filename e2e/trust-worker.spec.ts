import { expect, test } from '@playwright/test';

const names = [
  'golden-retriever-panting.jpg',
  'cup-of-espresso-on-table.jpg',
  'brown-horse-and-snowy-mountains.jpg',
  'stack-of-pancakes.jpg',
];

test('leaving photos before their captions start does not stop the worker', async ({ page }) => {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto('/');
  await page.locator('header input[type=file][multiple]').setInputFiles(names.map((name) => `public/samples/${name}`));
  await expect(page.locator('.panel__text')).toHaveText(/\d+ (photos? added|张照片)|已添加 \d+/, { timeout: 90_000 });
  for (const name of names) {
    await page.getByRole('searchbox').press('Escape');
    await page.getByRole('button', { name }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /similar/i })
      .click();
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await page.getByRole('searchbox').fill('a dog');
  await expect(page.getByRole('button', { name: names[0]! }).first()).toBeVisible({ timeout: 90_000 });
  expect(problems).toEqual([]);
});
