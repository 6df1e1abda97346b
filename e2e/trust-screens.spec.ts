import { mkdirSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';
import { addPhotos, focusedName, shownNames, sixSamples, tiles } from './own-photos.ts';

const pictures = 'e2e/output/screens';
mkdirSync(pictures, { recursive: true });
const widths = [320, 390, 1280, 2560] as const;

/** Expects that nothing reaches over the right edge: no sideways scrolling, nothing cut. */
async function expectFits(page: Page, width: number, where: string): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: `${where} at ${String(width)}` })
    .toBeLessThanOrEqual(width);
  const over = await page.evaluate((edge) => {
    const scope = document.querySelector('dialog[open]') ?? document;
    return [...scope.querySelectorAll('button, a, input, h1, h2, p, label')]
      .filter((element) => {
        const { left, right, width: wide } = element.getBoundingClientRect();
        const isHidden = element.closest('.visually-hidden, .strip, [hidden], .skip') !== null;
        return wide > 0 && !isHidden && (right > edge + 1 || left < -1);
      })
      .map((element) => element.outerHTML.slice(0, 120));
  }, width);
  expect(over, `${where} at ${String(width)}`).toEqual([]);
}

for (const scheme of ['light', 'dark'] as const)
  for (const language of ['en', 'zh'] as const)
    test(`screens fit from 320 to 2,560 pixels, ${scheme}, ${language}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.addInitScript((chosen) => {
        localStorage.setItem('onsight.language', chosen);
      }, language);
      const each = async (name: string): Promise<void> => {
        for (const width of widths) {
          await page.setViewportSize({ width, height: width < 600 ? 780 : 900 });
          await expectFits(page, width, name);
          await page.screenshot({ path: `${pictures}/${name}-${String(width)}-${scheme}-${language}.png` });
        }
      };
      await page.goto('/');
      await expect(page.locator('.first__note').first()).not.toHaveText(/^\s*$/);
      await each('first');
      await page
        .locator('header input[type=file][multiple]')
        .setInputFiles(
          [...sixSamples, 'golden-retriever-panting.jpg', 'snowy-mountains-above-lake.jpg'].map(
            (name) => `public/samples/${name}`,
          ),
        );
      await expect(tiles(page)).toHaveCount(8, { timeout: 120_000 });
      await each('library');
      await page.getByRole('searchbox').fill(language === 'en' ? 'a cat on a porch' : '一只猫');
      await expect(page.locator('.grid[aria-busy=false]').first()).toBeVisible({ timeout: 60_000 });
      await expect(page).toHaveTitle(/(porch|猫) · onsight/);
      await each('search');
      await tiles(page).first().getByRole('button').first().click();
      await expect(page.getByRole('dialog').locator('.picture img')).toBeVisible();
      await each('photo');
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
      for (const screen of ['models', 'scale', 'credits']) {
        await page.goto(`/#/${screen}`);
        await expect(page.locator('main h1')).toBeVisible();
        await each(screen);
      }
    });

test('every route has a title, links are links, and the focus is defined after every action', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle(/^onsight/);
  await addPhotos(page, sixSamples);
  const names = await shownNames(page);

  await test.step('routes', async () => {
    const models = page.getByRole('navigation').getByRole('link', { name: 'Models' });
    await expect(models).toHaveAttribute('href', '#/models');
    await models.click();
    await expect(page).toHaveTitle('Models · onsight');
    await expect(models).toHaveAttribute('aria-current', 'page');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Models');
    await expect(page.locator('main')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(tiles(page)).toHaveCount(6);
    await expect(page.locator('main')).toBeFocused();
    await page.goBack();
    await expect(page).toHaveTitle('Models · onsight');
    await page.goBack();
    await expect(tiles(page)).toHaveCount(6);
  });
  await test.step('the skip link leads to the content and is no step of Back', async () => {
    const url = page.url();
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('main')).toBeFocused();
    expect(page.url()).toBe(url);
  });
  await test.step('Escape clears the selection, then the search', async () => {
    await page.getByRole('searchbox').fill('a castle');
    await expect(page.getByRole('list', { name: 'Search results' }).first()).toHaveAttribute('aria-busy', 'false');
    const first = (await shownNames(page))[0]!;
    await page.getByRole('button', { name: first }).focus();
    await page.keyboard.press('Space');
    await expect(page.getByText('1 selected')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('1 selected')).toBeHidden();
    await expect(page.getByRole('searchbox')).toHaveValue('a castle');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('searchbox')).toHaveValue('');
    await expect.poll(() => shownNames(page)).toEqual(names);
    await expect.poll(() => focusedName(page)).toBe(first);
  });
  await test.step('controls that go away by being pressed hand the focus on', async () => {
    await page.getByRole('searchbox').fill('a castle');
    await expect(page.getByRole('list', { name: 'Search results' }).first()).toHaveAttribute('aria-busy', 'false');
    await page.getByRole('button', { name: 'Clear search' }).click();
    await expect(page.getByRole('searchbox')).toBeFocused();
    await page.getByRole('button', { name: names[1]! }).focus();
    await page.keyboard.press('Space');
    await page.locator('.bar').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => focusedName(page)).toBe(names[2]);
    await page.locator('.toast').getByRole('button', { name: 'Dismiss' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('.toast')).toBeHidden();
    await expect.poll(() => focusedName(page)).toBe(names[2]);
  });
  await expectAccessible(page);
});

test.describe('on a touch screen', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 780 } });

  test('selects by long press, then by taps, until nothing is selected', async ({ page }) => {
    await page.goto('/');
    await addPhotos(page, sixSamples);
    const [first, second] = (await shownNames(page)) as [string, string];
    const browser = await page.context().newCDPSession(page);
    const hold = async (name: string): Promise<void> => {
      const box = (await page.getByRole('button', { name }).boundingBox())!;
      const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
      await browser.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
      await expect(page.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true');
      await browser.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };
    await hold(second);
    await expect(page.getByText('1 selected')).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: first }).tap();
    await expect(page.locator('[aria-pressed=true]')).toHaveCount(2);
    await page.screenshot({ path: `${pictures}/selection-390-light-en.png` });
    await page.getByRole('button', { name: first }).tap();
    await page.getByRole('button', { name: second }).tap();
    await expect(page.locator('[aria-pressed=true]')).toHaveCount(0);
    await page.getByRole('button', { name: first }).tap();
    await expect(page.getByRole('dialog')).toBeVisible();
  });
});
