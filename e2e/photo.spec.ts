import { mkdirSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { awaitText } from './await-text.ts';
import { expectAccessible } from './expect-accessible.ts';

const pictures = 'e2e/output/screens';
mkdirSync(pictures, { recursive: true });

/** Samples that the starter captions well, and what it must name. */
const captioned = [
  ['golden-retriever-panting.jpg', /retriever|dog/],
  ['cup-of-espresso-on-table.jpg', /cup|coffee|mug/],
  ['brown-horse-and-snowy-mountains.jpg', /horse/],
] as const;
const names = captioned.map(([name]) => name);

async function addSamples(page: Page, files: readonly string[]): Promise<void> {
  await page.goto('/');
  await page.locator('header input[type=file][multiple]').setInputFiles(files.map((name) => `public/samples/${name}`));
  await expect(page.locator('.panel__text')).toHaveText(/\d+ (photos? added|张照片)|已添加 \d+/, { timeout: 90_000 });
}

/** The words of the caption, once the model is done with it. */
async function captionOf(dialog: Locator): Promise<string> {
  const caption = dialog.locator('.caption');
  await expect(caption).toHaveAttribute('aria-busy', 'false', { timeout: 90_000 });
  await expect(caption.locator('.word').first()).toBeVisible({ timeout: 60_000 });
  return caption.locator('.photo__caption').innerText();
}

/** Mean brightness of the open picture, and of the spotlight over it; 0 to 255. */
async function brightness(
  page: Page,
): Promise<{ readonly picture: number; readonly light: number; readonly lit: number }> {
  return page.evaluate(() => {
    const picture = document.querySelector<HTMLImageElement>('.picture img')!;
    const light = document.querySelector<HTMLCanvasElement>('.picture canvas')!;
    const values = (source: HTMLImageElement | HTMLCanvasElement): Uint8ClampedArray => {
      const canvas = new OffscreenCanvas(64, 64);
      const context = canvas.getContext('2d')!;
      context.drawImage(source, 0, 0, 64, 64);
      return context.getImageData(0, 0, 64, 64).data;
    };
    const mean = (data: Uint8ClampedArray): number => data.reduce((sum, value) => sum + value, 0) / data.length;
    const [plain, shaded] = [values(picture), values(light)];
    let same = 0;
    for (let at = 0; at < plain.length; at += 4)
      if (Math.abs(plain[at]! - shaded[at]!) < 8 && Math.abs(plain[at + 1]! - shaded[at + 1]!) < 8) same++;
    return { picture: mean(plain), light: mean(shaded), lit: same / (64 * 64) };
  });
}

test("shows a caption once with the model's attention, and instantly the next time", async ({
  page,
  context,
  baseURL,
}) => {
  const requests: string[] = [];
  const problems: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.setViewportSize({ width: 1280, height: 800 });
  await addSamples(page, names);
  const dialog = page.getByRole('dialog');
  for (const [name, expected] of captioned) {
    // Every text that the caption's place shows, from within the page: one can be gone before a test sees it.
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seen });
      const look = (): void => {
        const shown = document.querySelector('.photo__caption:not(.photo__caption--waiting)')?.textContent;
        if (shown !== undefined && shown !== seen.at(-1)) seen.push(shown);
      };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await page.getByRole('button', { name }).click();
    const below = dialog.getByRole('heading', { name: 'Ask about this photo' });
    const before = await below.boundingBox();
    const text = await captionOf(dialog);
    expect(await below.boundingBox()).toEqual(before);
    expect(text).toMatch(expected);
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
    // No draft that another sentence replaces.
    expect(seen).toEqual([text]);
    await expect(dialog.locator('.picture img')).toHaveAttribute('alt', text);
    await expect(dialog.getByRole('status')).toHaveText(text);
    await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: names[2]! }).click();
  const text = await captionOf(dialog);
  const light = dialog.locator('.light');
  await expect(light).toHaveCSS('opacity', '0');
  const noun = dialog.locator('.word', { hasText: 'horse' }).first();
  await noun.hover();
  await expect(light).toHaveCSS('opacity', '1');
  const shown = await brightness(page);
  console.log('spotlight:', shown);
  expect(shown.light).toBeLessThan(0.85 * shown.picture);
  expect(shown.lit).toBeGreaterThan(0.02);
  await page.screenshot({ path: `${pictures}/photo-word-1280-light.png` });
  await page.mouse.move(10, 300);
  await expect(light).toHaveCSS('opacity', '0');
  await noun.focus();
  await expect(light).toHaveCSS('opacity', '1');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.mouse.move(10, 300);
  await expect(noun).toHaveAttribute('aria-pressed', 'true');
  await expectAccessible(page);
  await page.reload();
  await expect(dialog.locator('.photo__caption')).toHaveText(text, { timeout: 30_000 });
  expect(await captionOf(dialog)).toBe(text);
  expect(requests.filter((url) => !/^(blob|data):/.test(url) && !url.startsWith(baseURL ?? '-'))).toEqual([]);
  expect(problems).toEqual([]);
});

test('answers any question with probabilities; the newest question wins', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await addSamples(page, names);
  await page.getByRole('button', { name: names[2]! }).click();
  const dialog = page.getByRole('dialog');
  const answers = dialog.getByRole('list', { name: 'Answers' });
  await expect(dialog.locator('.light')).toHaveCSS('transition-duration', '0s');
  // The caption names an animal, and nobody is seen: so it may be asked for.
  await expect(dialog.getByRole('button', { name: 'What animal is it?' })).toBeVisible({ timeout: 90_000 });
  // Asked in one go: the first is dropped for the second.
  await dialog.getByRole('button', { name: 'What is in this photo?' }).evaluate((first) => {
    (first as HTMLButtonElement).click();
    [...document.querySelectorAll<HTMLButtonElement>('.photo__chips .chip')][1]?.click();
  });
  const first = answers.locator(':scope > li').first();
  await expect(first.locator('.bars li').first()).toContainText('horse', { timeout: 90_000 });
  await expect(answers.locator(':scope > li')).toHaveCount(1);
  await expect(first).toContainText('What animal is it?');
  // Keys of the dialog edit in the field: the photo stays.
  const field = dialog.getByRole('textbox', { name: 'Ask about this photo' });
  await field.fill('what color is it??');
  await field.press('Delete');
  await field.press('ArrowLeft');
  await field.press('Delete');
  await field.press('Enter');
  await expect(first.locator('.bars li').first()).toContainText(/brown|red/, { timeout: 60_000 });
  await expect(first).toContainText('what color is it?');
  const shares = await first.locator('.bars__share').allInnerTexts();
  expect(shares.length).toBeGreaterThan(1);
  const values = shares.map((share) => Number.parseInt(share, 10));
  expect(values).toEqual([...values].sort((a, b) => b - a));
  // Answers under 2 % are not shown.
  expect(values.at(-1)).toBeGreaterThanOrEqual(2);
  await expect(answers.locator(':scope > li')).toHaveCount(2);
  await first.getByRole('button', { name: 'Where?' }).click();
  await expect(first.getByRole('button', { name: 'Where?' })).toHaveAttribute('aria-pressed', 'true', {
    timeout: 60_000,
  });
  await expect(dialog.locator('.light')).toHaveCSS('opacity', '1');
  await page.screenshot({ path: `${pictures}/photo-answers-1280-dark.png` });
  await expectAccessible(page);
});

test('in Chinese, says that the model only knows English, and sends a suggested question in English', async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.addInitScript(() => {
    localStorage.setItem('onsight.language', 'zh');
  });
  await addSamples(page, names.slice(0, 1));
  await page.getByRole('button', { name: names[0]! }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('该模型只能生成英文描述。')).toBeVisible();
  await expect(dialog.getByText('该模型只支持英文提问')).toBeVisible();
  await captionOf(dialog);
  await expect(dialog.locator('.photo__caption')).toHaveAttribute('lang', 'en');
  await page.screenshot({ path: `${pictures}/photo-zh-360-dark.png` });
  const answers = dialog.getByRole('list', { name: '回答' });
  await dialog.getByRole('textbox').fill('这是猫吗？');
  await dialog.getByRole('button', { name: '提问', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('请用英文提问');
  await expect(answers.getByRole('listitem')).toHaveCount(0);
  await dialog.getByRole('button', { name: '这是什么动物？' }).click();
  await expect(answers.locator('.bars li').first()).toContainText('dog', { timeout: 90_000 });
  await expect(answers).toContainText('what animal is it?');
  await answers.scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${pictures}/photo-zh-answer-360-dark.png` });
  expect(await page.evaluate(() => document.querySelector('.photo__side')!.scrollWidth)).toBeLessThanOrEqual(360);
  await expectAccessible(page);
});

test('captions all photos in the background: pauses, resumes after a reload, finds them by their words', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const files = [
    ...names,
    'white-sports-car-on-road.jpg',
    'two-giraffes-in-savanna.jpg',
    'hot-air-balloon-in-sky.jpg',
    'red-crab-on-sand.jpg',
    'brown-hens-on-lawn.jpg',
  ];
  await addSamples(page, files);
  const panel = page.getByRole('region', { name: 'Captions' });
  await page.getByRole('button', { name: 'Write captions for all' }).click();
  await awaitText(page.locator('body'), /Writing captions: [1-6] of 8/, { press: 'Pause' });
  await expect(panel.locator('.panel__text')).toHaveText(/Captions paused at [1-7] of 8/);
  await page.screenshot({ path: `${pictures}/captions-1280-light.png` });
  await expectAccessible(page);
  await page.reload();
  await expect(panel.locator('.panel__text')).toHaveText(/Captions paused at [1-7] of 8/, { timeout: 30_000 });
  // In the moment in which a caption is kept: it must not say that it goes on.
  await panel.evaluate((region) => {
    const [resume] = region.querySelectorAll('button');
    const before = region.querySelector('.panel__text')?.textContent.match(/\d+/)?.[0];
    const seen = new MutationObserver(() => {
      const now = /^Writing captions: (\d+)/.exec(region.querySelector('.panel__text')?.textContent ?? '')?.[1];
      if (now === undefined || now === before) return;
      seen.disconnect();
      region.querySelector('button')?.click();
    });
    seen.observe(region, { characterData: true, childList: true, subtree: true });
    resume?.click();
  });
  await expect(panel.locator('.panel__text')).toHaveText(/Captions paused at [2-7] of 8/, { timeout: 90_000 });
  await panel.getByRole('button', { name: 'Resume' }).click();
  await expect(panel.locator('.panel__text')).toHaveText(/[1-7] captions? written/, { timeout: 120_000 });
  await expect(page.getByRole('button', { name: 'Write captions for all' })).toBeHidden();
  // The newest come first; every photo is named by its caption now.
  const balloon = page
    .getByRole('list', { name: 'Photos' })
    .getByRole('button', { name: 'hot-air-balloon-in-sky.jpg' });
  await expect(balloon).toHaveAttribute('aria-label', /: .*balloon/);
  await expect(balloon.locator('img')).toHaveAttribute('alt', /balloon/);
  // A word that only a caption holds leads to its photo, before what fits weakly.
  const caption = ((await balloon.getAttribute('aria-label')) ?? '').split(': ').at(-1)!;
  await page.getByRole('searchbox').fill(caption);
  const results = page.getByRole('list', { name: 'Search results' });
  await expect(results).toHaveAttribute('aria-busy', 'false');
  await expect(results.locator('li:not(.tile--weak)').filter({ has: page.getByAltText(caption) })).toHaveCount(1);
  await page.reload();
  await expect(balloon).toHaveAttribute('aria-label', /balloon/, { timeout: 30_000 });
});

test('explains why a photo was found', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await addSamples(page, names);
  await page.getByRole('searchbox').fill('a dog');
  const results = page.getByRole('list', { name: 'Search results' });
  await expect(results).toHaveAttribute('aria-busy', 'false');
  await results.getByRole('button', { name: names[0]! }).click();
  const dialog = page.getByRole('dialog');
  const reasons = dialog.getByRole('region', { name: 'Why this photo' });
  await expect(reasons).toContainText('It looks like what you described.');
  const why = dialog.getByRole('button', { name: 'Show where' });
  await why.click();
  await expect(dialog.getByRole('progressbar', { name: 'Looking' })).toBeVisible();
  await expect(why).toHaveAttribute('aria-pressed', 'true', { timeout: 120_000 });
  await expect(dialog.locator('.light')).toHaveCSS('opacity', '1');
  const shown = await brightness(page);
  expect(shown.light).toBeLessThan(0.85 * shown.picture);
  await expect(reasons).toContainText(/Mostly|Spread/);
  await page.screenshot({ path: `${pictures}/photo-why-1280-light.png` });
  await why.click();
  await expect(dialog.locator('.light')).toHaveCSS('opacity', '0');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  // A name that holds the words is the reason, with the words marked.
  await page.getByRole('searchbox').fill('espresso');
  await expect(results).toHaveAttribute('aria-busy', 'false');
  await results.getByRole('button', { name: names[1]! }).first().click();
  await expect(reasons).toContainText('File name: cup-of-espresso-on-table');
  await expect(reasons.locator('mark')).toHaveText('espresso');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 780 });
  await reasons.scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${pictures}/photo-why-360-dark.png` });
});
