import { mkdirSync, readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';

const pictures = 'e2e/output/screens';
mkdirSync(pictures, { recursive: true });

interface Drawing {
  readonly size: readonly [number, number];
  readonly colour: string;
  /** Lines of text. */
  readonly lines?: number;
}

/** A PNG that the page draws. */
async function draw(page: Page, drawing: Drawing): Promise<Buffer> {
  const url = await page.evaluate(({ size: [width, height], colour, lines = 0 }) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d')!;
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
    context.fillStyle = '#111';
    context.font = '18px sans-serif';
    const words = 'invoice meeting of the annual bicycle repair and a weather forecast'.split(' ');
    for (let row = 0; row < lines; row++) {
      const text = Array.from({ length: 6 }, (_, at) => words[(at * 7 + row * 3) % words.length]).join(' ');
      context.fillText(text, 40, 60 + row * 32);
    }
    return canvas.toDataURL('image/png');
  }, drawing);
  return Buffer.from(url.split(',')[1] ?? '', 'base64');
}

async function add(
  page: Page,
  files: readonly (string | { name: string; mimeType: string; buffer: Buffer })[],
): Promise<void> {
  await page.locator('header input[type=file][multiple]').setInputFiles(files as string[]);
  await expect(page.locator('.panel__text')).toHaveText(/\d+ (photos? added|张照片)|已添加 \d+/, { timeout: 90_000 });
}

async function open(page: Page, name: string): Promise<Locator> {
  await page.getByRole('list', { name: 'Photos' }).getByRole('button', { name }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('.caption')).toHaveAttribute('aria-busy', 'false', { timeout: 90_000 });
  return dialog;
}

test('recognises blank images and documents, and asks neither', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/');
  const png = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer });
  await add(page, [
    png('black.png', await draw(page, { size: [300, 200], colour: 'black' })),
    png('document.png', await draw(page, { size: [600, 800], colour: '#fdfdfb', lines: 22 })),
  ]);
  const dialog = await open(page, 'black.png');
  await expect(dialog.locator('.photo__caption')).toHaveText('There is nothing to see in this picture.');
  await expect(dialog.locator('.photo__chips').first().getByRole('button')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await open(page, 'document.png');
  await expect(dialog.locator('.photo__caption')).toHaveText('A page of text. Its words are read below.');
  await dialog.getByRole('textbox').fill('what is in the picture?');
  await page.keyboard.press('Enter');
  await expect(dialog.locator('.answer')).toContainText('This is a page of text', { timeout: 60_000 });
  await expect(dialog.locator('.bars')).toHaveCount(0);
  await page.screenshot({ path: `${pictures}/photo-text-390-light.png` });
  await expectAccessible(page);
});

test('never asks or answers about a person as an animal', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/');
  await add(page, ['public/samples/astronaut-portrait-orange-suit.jpg']);
  const dialog = await open(page, 'astronaut');
  await expect(dialog.getByRole('button', { name: 'How many people are there?' })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'What animal is it?' })).toHaveCount(0);
  await dialog.getByRole('textbox').fill('what animal is it?');
  await page.keyboard.press('Enter');
  await expect(dialog.locator('.answer')).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
  await expect(dialog.locator('.answer')).toContainText('it sees a person here');
  await expect(dialog.locator('.answer')).not.toContainText(/dog|bear|horse/);
  await page.screenshot({ path: `${pictures}/photo-person-1280-light.png` });
});

test('labels guesses, and does not answer languages other than English', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto('/');
  await add(page, ['public/samples/two-giraffes-in-savanna.jpg', 'public/samples/cup-of-espresso-on-table.jpg']);
  const dialog = await open(page, 'cup-of-espresso');
  await expect(dialog.locator('.photo__caption')).toHaveText(/^Probably: an? /);
  await page.keyboard.press('Escape');
  await open(page, 'two-giraffes');
  const field = dialog.getByRole('textbox');
  await field.fill('how many cars are there?');
  await field.press('Enter');
  await expect(dialog.locator('.answer').first()).toContainText('The model is not sure.', { timeout: 60_000 });
  for (const share of await dialog.locator('.bars__share').allInnerTexts())
    expect(Number.parseInt(share, 10)).toBeGreaterThanOrEqual(2);
  await field.fill('wie viele Giraffen sind da?');
  await field.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('only understands English');
  await expect(dialog.locator('.answer')).toHaveCount(1);
  await page.screenshot({ path: `${pictures}/photo-unsure-320-light.png` });
  expect(await page.evaluate(() => document.querySelector('dialog')!.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessible(page);
});

test('no button covers the photo, from 320 to 1280 pixels', async ({ page }) => {
  const samples = ['hot-air-balloon-in-sky.jpg', 'red-crab-on-sand.jpg', 'white-sports-car-on-road.jpg'];
  await page.goto('/');
  await add(
    page,
    samples.map((name) => `public/samples/${name}`),
  );
  const dialog = page.getByRole('dialog');
  await page.getByRole('list', { name: 'Photos' }).getByRole('button').nth(1).click();
  await expect(dialog.locator('.caption')).toHaveAttribute('aria-busy', 'false', { timeout: 90_000 });
  for (const [width, height, colorScheme] of [
    [320, 640, 'dark'],
    [390, 844, 'light'],
    [1280, 800, 'dark'],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    const picture = (await dialog.locator('.picture img').boundingBox())!;
    const buttons = await dialog.locator('.round').all();
    // Close, previous, next and zoom.
    expect(buttons).toHaveLength(4);
    for (const button of buttons) {
      const box = (await button.boundingBox())!;
      const isBeside =
        box.x + box.width <= picture.x ||
        box.x >= picture.x + picture.width ||
        box.y + box.height <= picture.y ||
        box.y >= picture.y + picture.height;
      expect(isBeside, `${(await button.getAttribute('aria-label')) ?? ''} at ${width}`).toBe(true);
      await button.click({ trial: true });
    }
    await page.screenshot({ path: `${pictures}/photo-buttons-${width}-${colorScheme}.png` });
  }
});

test('zooms a photo by keys, wheel, double click and pinch, pans it, and swipes it away', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/');
  const long = {
    name: 'long.png',
    mimeType: 'image/png',
    buffer: await draw(page, { size: [200, 4000], colour: '#fff', lines: 120 }),
  };
  const giraffes = {
    name: 'two-giraffes.jpg',
    mimeType: 'image/jpeg',
    buffer: readFileSync('public/samples/two-giraffes-in-savanna.jpg'),
  };
  await add(page, [long, giraffes]);
  const dialog = await open(page, 'long.png');
  const picture = dialog.locator('.picture');
  const width = async (): Promise<number> => (await picture.boundingBox())!.width;
  const narrow = await width();
  expect(narrow).toBeLessThan(60);
  await dialog.getByRole('button', { name: 'Zoom in' }).click();
  expect(await width()).toBeCloseTo(1.5 * narrow, 0);
  for (let press = 0; press < 12; press++) await page.keyboard.press('+');
  expect(await width()).toBeGreaterThan(800);
  await page.screenshot({ path: `${pictures}/photo-zoom-1280-dark.png` });
  const before = (await picture.boundingBox())!;
  await page.keyboard.press('ArrowDown');
  expect((await picture.boundingBox())!.y).toBeCloseTo(before.y - 80, 0);
  await page.keyboard.press('0');
  expect(await width()).toBeCloseTo(narrow, 0);
  await page.mouse.move(440, 400);
  await page.mouse.wheel(0, -300);
  await expect.poll(width).toBeGreaterThan(2 * narrow);
  await page.mouse.dblclick(440, 400);
  await expect.poll(width).toBeCloseTo(narrow, 0);
  // Two fingers, then one: as the browser reports them.
  const touch = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly (readonly [number, number])[]) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  await send('touchStart', [[420, 400]]);
  await send('touchStart', [
    [420, 400],
    [460, 400],
  ]);
  await send('touchMove', [
    [360, 400],
    [520, 400],
  ]);
  await send('touchEnd', []);
  await expect.poll(width).toBeGreaterThan(2 * narrow);
  await page.keyboard.press('0');
  const name = await dialog.getAttribute('aria-label');
  const back = await dialog.getByRole('button', { name: 'Previous photo' }).isVisible();
  await send('touchStart', [[back ? 300 : 600, 300]]);
  await send('touchMove', [[450, 302]]);
  await send('touchMove', [[back ? 600 : 300, 304]]);
  await send('touchEnd', []);
  await expect(dialog).not.toHaveAttribute('aria-label', name ?? '');
  await expect(dialog).toHaveAttribute('aria-label', /two-giraffes/);
});
