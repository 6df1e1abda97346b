import { expect, test } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';

test('adds a film, finds its moment, and plays it from there', async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto('/');
  await page.locator('header input[type=file][multiple]').setInputFiles('fixtures/films/sample-film.mp4');
  const tile = page.getByRole('button', { name: /sample-film\.mp4.*Video, 0:50/ });
  await expect(tile).toBeVisible({ timeout: 120_000 });
  await expect(tile).toContainText('0:50');
  await page.getByRole('searchbox').or(page.getByRole('combobox')).first().fill('a castle');
  await expect(page).toHaveURL(/castle/, { timeout: 60_000 });
  await tile.click();
  const player = page.getByLabel('Player for sample-film.mp4');
  await expect(player).toBeVisible();
  const time = (): Promise<number> => player.evaluate((element) => (element as HTMLVideoElement).currentTime);
  await expect.poll(time, { timeout: 60_000 }).toBeGreaterThanOrEqual(19.9);
  const moments = page.getByRole('button', { name: /^Play at / });
  await expect(moments.first()).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  await player.evaluate((element) => {
    (element as HTMLVideoElement).currentTime = 45;
  });
  await moments.filter({ hasText: '0:20' }).first().focus();
  await page.keyboard.press('Enter');
  await expect.poll(time, { timeout: 60_000 }).toBeLessThan(40);
});

test('adds sounds, finds one by words, and plays it', async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto('/');
  const sounds = ['dog-1', 'church-bells-1'].map((name) => `fixtures/sounds/${name}.ogg`);
  await page.locator('header input[type=file][multiple]').setInputFiles(sounds);
  await expect(page.locator('.panel__text')).toHaveText('2 files added', { timeout: 120_000 });
  const tiles = page.getByRole('list', { name: 'Photos' }).getByRole('listitem');
  await expect(tiles).toHaveCount(2);
  await expect(tiles.first().locator('.waveform')).toBeVisible();
  await page.getByRole('searchbox').fill('a dog barking');
  const found = page.getByRole('listitem', { name: /^dog-1/ }).getByRole('button', { name: /Sound, 0:0\d/ });
  await expect(found).toBeVisible({ timeout: 60_000 });
  await found.click();
  await expect(page.getByLabel(/^Player for dog/)).toBeVisible();
  await expect(page.getByText('Probably heard')).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: 'e2e/output/screens/sound-1280-light-en.png' });
});
