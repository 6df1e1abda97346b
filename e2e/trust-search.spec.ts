import { expect, test, type Page } from '@playwright/test';
import { addPhotos, shownNames, sixSamples, tiles } from './own-photos.ts';

async function answered(page: Page): Promise<void> {
  const list = page.getByRole('list', { name: 'Search results' }).first();
  // The first search loads the half of the model that reads words.
  await expect(list).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
}

/** Remembers every text that a part of the page shows, from within the page. */
async function watch(page: Page, selector: string): Promise<() => Promise<string[]>> {
  await page.evaluate((watched) => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const look = (): void => {
      const text = document.querySelector(watched)?.textContent ?? '';
      if (text !== seen.at(-1)) seen.push(text);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  }, selector);
  return () => page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
}

test('keeps the search in the URL over Back, Forward, reload and links', async ({ page, context }) => {
  await page.goto('/');
  await addPhotos(page, sixSamples);
  const field = page.getByRole('searchbox');
  await field.fill('a dog & a "cat"');
  await answered(page);
  await expect(page).toHaveTitle('a dog & a "cat" · onsight');
  const results = await shownNames(page);
  await field.fill('pancakes');
  await answered(page);
  await expect.poll(async () => (await shownNames(page))[0]).toBe('stack-of-pancakes.jpg');
  await expect(page).toHaveURL(/pancakes/);
  await page.goBack();
  await expect(field).toHaveValue('a dog & a "cat"');
  await expect.poll(() => shownNames(page)).toEqual(results);
  await page.goForward();
  await expect(field).toHaveValue('pancakes');
  await expect.poll(async () => (await shownNames(page))[0]).toBe('stack-of-pancakes.jpg');

  await test.step('reload', async () => {
    await page.reload();
    await expect(field).toHaveValue('pancakes');
    await expect.poll(async () => (await shownNames(page))[0], { timeout: 60_000 }).toBe('stack-of-pancakes.jpg');
  });
  await test.step('a link to an open photo keeps the search behind it; Back closes the photo', async () => {
    await page.getByRole('button', { name: 'stack-of-pancakes.jpg' }).click();
    await expect(page).toHaveTitle('stack-of-pancakes.jpg · onsight');
    const other = await context.newPage();
    await other.goto(page.url());
    await expect(other.getByRole('dialog')).toBeVisible({ timeout: 30_000 });
    await other.keyboard.press('Escape');
    await expect(other.getByRole('searchbox')).toHaveValue('pancakes');
    await other.close();
    await page.goBack();
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(field).toHaveValue('pancakes');
  });
  await test.step('closing a photo leaves no step behind', async () => {
    await page.getByRole('button', { name: 'stack-of-pancakes.jpg' }).click();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.goBack();
    await expect(field).toHaveValue('a dog & a "cat"');
    await expect(page.getByRole('dialog')).toBeHidden();
  });
  await test.step('similar photos have an address, too', async () => {
    await page.getByRole('button', { name: 'red-crab-on-sand.jpg' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Similar to this' }).click();
    await expect(page.locator('.search__chip')).toContainText('red-crab-on-sand.jpg');
    await answered(page);
    await expect(page.getByRole('listitem', { name: 'red-crab-on-sand.jpg' })).toHaveCount(0);
    const similar = await shownNames(page);
    await page.reload();
    await expect.poll(() => shownNames(page), { timeout: 60_000 }).toEqual(similar);
    await expect(page.locator('.search__chip')).toContainText('red-crab-on-sand.jpg');
  });
  await test.step('an image cannot be in a link: within the visit Back keeps it, afterwards the page says so', async () => {
    await page.locator('#pick-query').setInputFiles('public/samples/stack-of-pancakes.jpg');
    // The half of the model that reads images loads first.
    await expect.poll(async () => (await shownNames(page))[0], { timeout: 60_000 }).toBe('stack-of-pancakes.jpg');
    await field.fill('a castle');
    await page.getByRole('button', { name: 'Remove photo from search' }).click();
    await expect.poll(async () => (await shownNames(page))[0]).toBe('neuschwanstein-castle.jpg');
    await page.goBack();
    await expect(page.locator('.search__chip')).toBeVisible();
    await page.reload();
    await expect(page.getByRole('alert')).toContainText('Images are not kept in the address');
    await page
      .getByRole('link', { name: /onsight/ })
      .first()
      .click();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(tiles(page)).toHaveCount(6);
    await expect(field).toHaveValue('');
  });
});

test('updates results while typing without flickering the label', async ({ page }) => {
  await page.goto('/');
  await addPhotos(page, sixSamples);
  const field = page.getByRole('searchbox');
  await field.fill('a castle');
  await answered(page);
  const label = await watch(page, '.bar__state');
  await page.evaluate(() => {
    const results: string[] = [];
    Object.assign(globalThis, { results, transitions: 0 });
    const look = (): void => {
      const list = [...document.querySelectorAll('.grid [data-photo]')]
        .map((item) => item.getAttribute('aria-label'))
        .join();
      if (list !== results.at(-1)) results.push(list);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await field.press('Control+a');
  await field.pressSequentially('pancakes with a red car and a cat', { delay: 150 });
  const whileTyping = await page.evaluate(() => (globalThis as unknown as { results: string[] }).results.length);
  console.log(`${String(whileTyping)} lists of results while typing; labels:`, await label());
  expect(whileTyping).toBeGreaterThan(2);
  await answered(page);
  expect((await label()).filter((text) => text.includes('Searching'))).toEqual([]);
  // The address holds one step for what was typed in one go.
  await page.goBack();
  await expect(field).toHaveValue('a castle');
});

test('does not search text of an unfinished input method composition', async ({ page }) => {
  await page.goto('/');
  await addPhotos(page, sixSamples);
  const field = page.getByRole('searchbox');
  const before = page.url();
  await field.focus();
  const browser = await page.context().newCDPSession(page);
  for (const text of ['m', 'ma', 'mao'])
    await browser.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await expect(field).toHaveValue('mao');
  // Not even a search that another change begins takes it up.
  expect(page.url()).toBe(before);
  await expect(page.getByRole('list', { name: 'Search results' })).toHaveCount(0);
  await browser.send('Input.insertText', { text: '猫' });
  await expect(field).toHaveValue('猫');
  await answered(page);
  expect(new URL(page.url()).hash).toBe(`#/?q=${encodeURIComponent('猫')}`);
  await expect.poll(async () => (await shownNames(page))[0]).toBe('tabby-cat-lying-on-porch.jpg');
});

test('does not announce a search started by the library', async ({ page, context }) => {
  await page.setViewportSize({ width: 390, height: 400 });
  await page.addInitScript(() => {
    let transitions = 0;
    Object.defineProperty(Document.prototype, 'startViewTransition', {
      value: (change: () => unknown) => {
        transitions++;
        const done = Promise.resolve(change());
        return { updateCallbackDone: done, ready: done, finished: done };
      },
    });
    Object.assign(globalThis, { transitions: () => transitions });
  });
  await page.goto('/');
  await addPhotos(page, sixSamples.slice(0, 5));
  await page.getByRole('searchbox').fill('a cat');
  await answered(page);
  await page.getByRole('searchbox').blur();
  await page.mouse.wheel(0, 200);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(60);
  const scrolled = await page.evaluate(() => scrollY);
  const transitions = (): Promise<number> =>
    page.evaluate(() => (globalThis as unknown as { transitions: () => number }).transitions());
  const transitionsBefore = await transitions();
  const said = await watch(page, '[role=status]');
  // Another tab adds a photo that the search finds.
  const other = await context.newPage();
  await other.goto('/');
  await expect(tiles(other)).toHaveCount(5);
  await addPhotos(other, ['ginger-kitten-in-garden.jpg']);
  await page.bringToFront();
  await expect(page.getByRole('listitem', { name: 'ginger-kitten-in-garden.jpg' })).toHaveCount(1);
  // The line of counts may wrap; the browser then keeps the photos in their place.
  expect(Math.abs((await page.evaluate(() => scrollY)) - scrolled)).toBeLessThan(40);
  expect(await said()).toHaveLength(1);

  await test.step('never over an open photo: it comes when the photo is closed', async () => {
    const before = await shownNames(page);
    await page.getByRole('button', { name: before[0]! }).click();
    await other.bringToFront();
    await addPhotos(other, ['black-and-white-kitten-with-yarn.jpg']);
    await page.bringToFront();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await shownNames(page)).toEqual(before);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('listitem', { name: 'black-and-white-kitten-with-yarn.jpg' })).toHaveCount(1);
  });
  expect(await transitions()).toBe(transitionsBefore);
});
