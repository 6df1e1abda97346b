import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';

const pictures = 'e2e/output/screens';

interface UploadedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** An image of one colour. */
function bitmap(name: string, colour: number): UploadedFile {
  const size = 64;
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + size * size * 3, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(size, 18);
  header.writeInt32LE(size, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const pixels = Buffer.alloc(size * size * 3);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = (colour >> (8 * (i % 3))) & 255;
  return { name, mimeType: 'image/bmp', buffer: Buffer.concat([header, pixels]) };
}

const sample = (name: string): UploadedFile => ({
  name,
  mimeType: 'image/jpeg',
  buffer: readFileSync(`public/samples/${name}`),
});

async function addFiles(page: Page, files: readonly UploadedFile[]): Promise<void> {
  await page.locator('header input[type=file][multiple]').setInputFiles([...files]);
  await expect(
    page.locator('.panel__text', {
      hasText: `${String(files.length)} ${files.length === 1 ? 'photo' : 'photos'} added`,
    }),
  ).toBeVisible({
    timeout: 120_000,
  });
  await page.getByRole('button', { name: 'Dismiss' }).click();
}

const results = (page: Page): Locator => page.getByRole('list', { name: /Search results|搜索结果/ });

async function searchFor(page: Page, query: string): Promise<readonly Locator[]> {
  await page.getByRole('searchbox').fill('');
  await expect(page.getByRole('list', { name: /^(Photos|照片)$/ })).toBeVisible();
  await page.getByRole('searchbox').fill(query);
  await expect(results(page)).toHaveAttribute('aria-busy', 'false');
  return results(page).getByRole('listitem').all();
}

async function nameOf(item: Locator | undefined): Promise<string | undefined> {
  return (await item?.getAttribute('aria-label'))?.normalize('NFC');
}

interface ShownResult {
  readonly name: string;
  readonly isWeak: boolean;
  readonly percent: number;
  readonly bar: number;
}

/** What the page shows and says of each result. */
async function shownResults(page: Page): Promise<readonly ShownResult[]> {
  return results(page)
    .getByRole('listitem')
    .evaluateAll((items) =>
      items.map((item) => {
        const said = item.querySelector('button')?.getAttribute('aria-description') ?? '';
        const fill = item.querySelector<HTMLElement>('.tile__fill');
        return {
          name: item.getAttribute('aria-label') ?? '',
          isWeak: item.classList.contains('tile--weak'),
          percent: Number(/(\d+)\s?%/.exec(said)?.[1]),
          bar: Number(/scaleX\(([\d.]+)\)/.exec(fill?.style.transform ?? '')?.[1]),
        };
      }),
    );
}

/** Order, bars, spoken relevance, the line and the count agree. */
async function expectAgreement(page: Page): Promise<readonly ShownResult[]> {
  const shown = await shownResults(page);
  const bars = shown.map(({ bar }) => bar);
  expect(bars).toEqual([...bars].sort((a, b) => b - a));
  for (const { bar, percent, isWeak } of shown) {
    expect(Math.abs(bar * 100 - percent)).toBeLessThanOrEqual(0.6);
    expect(isWeak).toBe(bar < 0.4995);
  }
  const matches = shown.filter(({ isWeak }) => !isWeak).length;
  const state = page.locator('.bar__state');
  await expect(state).toContainText(matches === 1 ? '1 match' : `${String(matches)} matches`);
  if (matches < shown.length) await expect(state).toContainText(`${String(shown.length - matches)} less certain`);
  const closest = page.getByRole('heading', { name: 'No good match. These are the closest.' });
  if (matches === 0) await expect(closest).toBeVisible();
  else await expect(closest).toBeHidden();
  return shown;
}

async function openSamples(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Try 66 sample photos' }).click();
  await expect(page.locator('.panel__text', { hasText: '66 photos added' })).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Dismiss' }).click();
}

test('files are found by the parts of their names, and the page marks why', async ({ page }) => {
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

test('what is typed as excluded becomes chips that can be taken back', async ({ page }) => {
  await openSamples(page);
  const dogs = ['golden-retriever-panting.jpg', 'german-shepherd-in-field.jpg', 'dachshund-on-a-path.jpg'];
  await searchFor(page, 'dog but not golden retriever');
  const chip = page.getByRole('button', { name: 'Without “golden retriever”, take this back' });
  await expect(chip).toHaveText('Without “golden retriever”');
  const left = (await expectAgreement(page)).map(({ name }) => name);
  expect(left).toContain('german-shepherd-in-field.jpg');
  expect(left).not.toContain('golden-retriever-panting.jpg');
  await page.screenshot({ path: `${pictures}/words-without-1280-light.png` });
  await expectAccessible(page);
  await chip.click();
  await expect(page.getByRole('searchbox')).toHaveValue('dog');
  await expect(results(page).getByRole('listitem', { name: 'golden-retriever-panting.jpg' })).toBeVisible();
  await expect(chip).toBeHidden();

  for (const query of ['animals -dog', '不是狗的动物', '动物，不要狗']) {
    await searchFor(page, query);
    await expect(page.getByRole('button', { name: /take this back/ })).toHaveCount(1);
    const names = (await expectAgreement(page)).map(({ name }) => name);
    expect(names.filter((name) => dogs.includes(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(0);
  }
  for (const query of ['no parking sign', 'black-and-white', 'stack-of-books', '"dog but not cat"', '-5']) {
    await searchFor(page, query);
    await expect(page.getByRole('button', { name: /take this back/ })).toHaveCount(0);
    await expectAgreement(page);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await searchFor(page, 'animals -dog -cat');
  await page.screenshot({ path: `${pictures}/words-without-390-dark.png` });
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await expect(page.getByRole('button', { name: '排除“dog”, 取消这一条件' })).toBeVisible();
  await page.screenshot({ path: `${pictures}/words-without-390-zh-dark.png` });
});

test('the order, the bars, the line and the count agree, with captions too', async ({ page }) => {
  await openSamples(page);
  await page.getByRole('listitem', { name: 'cup-of-espresso-on-table.jpg' }).getByRole('button').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Copy caption' })).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  for (const query of ['cup', 'a dog', 'cat', 'red', 'mountains', 'asdfgh', 'birthday cake', 'table with flowers']) {
    await searchFor(page, query);
    const shown = await expectAgreement(page);
    console.log(
      query,
      shown
        .slice(0, 3)
        .map(({ name, bar }) => `${name} ${bar.toFixed(2)}`)
        .join(', '),
    );
  }
  await page.screenshot({ path: `${pictures}/words-caption-1280-light.png` });
});

test('what the model cannot read is said, and shows nothing as if it fitted', async ({ page }) => {
  await openSamples(page);
  await addFiles(page, [bitmap('いぬ.bmp', 0x405060)]);
  const note = page.locator('.understood__note');
  const search = async (query: string): Promise<void> => {
    await page.getByRole('searchbox').fill('');
    await expect(page.getByRole('list', { name: /^(Photos|照片)$/ })).toBeVisible();
    await page.getByRole('searchbox').fill(query);
  };
  for (const query of ['🐶', 'собака', '🐶🐱', '개', 'كلب']) {
    await search(query);
    await expect(note).toContainText('The model does not understand “');
    await expect(note).toContainText('It understands English and Chinese.');
    await expect(page.locator('.notice', { hasText: 'No matches.' })).toBeVisible();
    await expect(results(page)).toBeHidden();
  }
  await expectAccessible(page);
  await page.screenshot({ path: `${pictures}/words-unread-1280-light.png` });
  await search('いぬ');
  await expect(note).toContainText('“いぬ”');
  await expect(results(page).getByRole('listitem')).toHaveCount(1);
  await expect(results(page).getByRole('listitem', { name: 'いぬ.bmp' }).locator('mark')).toHaveText('いぬ');

  await searchFor(page, 'dog');
  await expect(note).toBeHidden();
  const dogs = await expectAgreement(page);
  await searchFor(page, 'dog собака');
  await expect(note).toContainText('Not understood and left out: “собака”.');
  expect(await expectAgreement(page)).toEqual(dogs);
  await searchFor(page, 'asdfgh');
  await expect(note).toBeHidden();
  expect((await expectAgreement(page)).filter(({ isWeak }) => !isWeak)).toEqual([]);
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await search('собака');
  await expect(note).toHaveText(/^模型无法理解“собака”.*支持的语言：/);
  await expect(results(page)).toBeHidden();
});

test('search results on small and large screens, in both languages', async ({ page }) => {
  await openSamples(page);
  const show = async (name: string): Promise<void> => {
    for (const [query, kind] of [
      ['dog', 'match'],
      ['asdfgh', 'closest'],
      ['собака', 'unread'],
    ] as const) {
      await page.getByRole('searchbox').fill(query);
      if (kind === 'match') await expect(page.locator('.grid-divider')).toBeVisible();
      if (kind === 'closest') await expect(page.locator('.results__closest')).toBeVisible();
      if (kind === 'unread') await expect(page.locator('.understood__note')).toBeVisible();
      await expect(page.locator('.grid[aria-busy=true]')).toHaveCount(0);
      if (kind !== 'unread') await expect(page.locator('.tile__image').first()).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.screenshot({ path: `${pictures}/words-${kind}-${name}.png` });
    }
  };
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await show('1280-en-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  await show('390-zh-light');
});

test('more matches than one page are counted as more and come as one scrolls', async ({ page }) => {
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
