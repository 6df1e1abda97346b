import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';
import { addFiles, bitmap, expectAgreement, results, searchFor } from './shown-results.ts';

const pictures = 'e2e/output/screens';

/** A visitor whose library holds the samples. */
async function addSamples(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('button', { name: 'Try 66 sample photos' }).click();
  await expect(page.locator('.panel__text', { hasText: '66 photos added' })).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.close();
  return context;
}

// The samples are added once, for all tests: each is a page of the same visitor.
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  context = await addSamples(browser);
});
test.afterAll(() => context.close());
test.beforeEach(async () => {
  page = await context.newPage();
  await page.addInitScript(() => {
    localStorage.removeItem('onsight.language');
  });
  await page.goto('/');
  await expect(page.getByRole('listitem', { name: 'golden-retriever-panting.jpg' })).toBeVisible();
});
test.afterEach(() => page.close());

test('turns excluded words into removable chips', async () => {
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
    // A quotation is a chip of its own, and excludes nothing.
    await expect(page.getByRole('button', { name: /^Without .*take this back/ })).toHaveCount(0);
    // Photos without a quoted phrase are less certain, however alike they are.
    if (!query.startsWith('"')) await expectAgreement(page);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await searchFor(page, 'animals -dog -cat');
  await page.screenshot({ path: `${pictures}/words-without-390-dark.png` });
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await expect(page.getByRole('button', { name: '排除“dog”, 取消这一条件' })).toBeVisible();
  await page.screenshot({ path: `${pictures}/words-without-390-zh-dark.png` });
});

test('order, bars, threshold line and count agree, also with captions', async () => {
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

test('reports text the model cannot read, and shows no results for it', async () => {
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

test('search results on small and large screens, in both languages', async () => {
  const show = async (name: string): Promise<void> => {
    for (const [query, kind] of [
      ['dog', 'match'],
      ['asdfgh', 'closest'],
      ['собака', 'unread'],
    ] as const) {
      await page.getByRole('searchbox').fill(query);
      if (kind === 'match') await expect(page.locator('.grid-divider')).toHaveCount(1);
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
