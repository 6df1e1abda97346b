import { expect, test, type Page } from '@playwright/test';
import { addPhotos, focusedName, shownNames, sixSamples, tiles } from './own-photos.ts';

/** Opens a photo by a click and walks to others in the photo view; closes it. */
async function walk(page: Page, from: string, steps: number): Promise<void> {
  await page.getByRole('button', { name: from }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  const names = await shownNames(page);
  for (let step = 1; step <= steps; step++) {
    await page.keyboard.press('ArrowRight');
    await expect(dialog).toHaveAttribute('aria-label', new RegExp(names[names.indexOf(from) + step]!));
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

test('keys act on the last viewed photo after paging through the photo view', async ({ page }) => {
  await page.goto('/');
  await addPhotos(page, sixSamples);
  const names = await shownNames(page);
  const [first, second, third, fourth, fifth] = names as [string, string, string, string, string];

  await test.step('arrows go on from it', async () => {
    await walk(page, first, 3);
    await expect.poll(() => focusedName(page)).toBe(fourth);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => focusedName(page)).toBe(fifth);
  });
  await test.step('space selects it', async () => {
    await walk(page, first, 2);
    await expect.poll(() => focusedName(page)).toBe(third);
    await page.keyboard.press('Space');
    await expect(page.getByRole('button', { name: third })).toHaveAttribute('aria-pressed', 'true');
    await expect(page.locator('[aria-pressed=true]')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.locator('[aria-pressed=true]')).toHaveCount(0);
  });
  await test.step('Delete deletes it, and the focus goes to the next', async () => {
    await walk(page, first, 2);
    await expect.poll(() => focusedName(page)).toBe(third);
    await page.keyboard.press('Delete');
    await expect.poll(() => shownNames(page)).toEqual(names.filter((name) => name !== third));
    await expect.poll(() => focusedName(page)).toBe(fourth);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => focusedName(page)).toBe(second);
  });
  await test.step('Undo brings it back to its place, with the focus', async () => {
    await page.keyboard.press('Control+z');
    await expect.poll(() => shownNames(page)).toEqual(names);
    await expect.poll(() => focusedName(page)).toBe(third);
  });
  await test.step('Delete in the photo view deletes the photo that is open', async () => {
    await page.getByRole('button', { name: first }).click();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('dialog')).toHaveAttribute('aria-label', new RegExp(second));
    await page.keyboard.press('Delete');
    await expect.poll(() => shownNames(page)).toEqual(names.filter((name) => name !== second));
    await expect.poll(() => focusedName(page)).toBe(third);
  });
  await test.step('at the end the focus goes to the one before', async () => {
    await page.keyboard.press('End');
    await expect.poll(() => focusedName(page)).toBe(names[5]);
    await page.keyboard.press('Backspace');
    await expect.poll(() => focusedName(page)).toBe(names[4]);
  });
  await test.step('Undo pressed right after Delete waits for the deletion', async () => {
    const before = await shownNames(page);
    await page.keyboard.press('Control+z');
    await expect.poll(() => shownNames(page)).toHaveLength(before.length + 2);
    const all = await shownNames(page);
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+z');
    await expect(page.locator('[role=status]')).toHaveText('1 photo restored');
    await expect.poll(() => shownNames(page)).toEqual(all);
  });
});

test('keeps the focus on its photo while others are added, sorted or removed', async ({ page, context }) => {
  await page.goto('/');
  await addPhotos(page, sixSamples.slice(0, 4));
  const second = (await shownNames(page))[1]!;
  await page.getByRole('button', { name: second }).focus();
  await addPhotos(page, sixSamples.slice(4));
  expect(await focusedName(page)).toBe(second);
  await page.keyboard.press('Space');
  await expect(page.locator('[aria-pressed=true]')).toHaveCount(1);
  await expect(page.getByRole('button', { name: second })).toHaveAttribute('aria-pressed', 'true');

  // Another tab deletes the photo before, then the focused one.
  const other = await context.newPage();
  await other.goto('/');
  await expect(tiles(other)).toHaveCount(6);
  const names = await shownNames(page);
  const place = names.indexOf(second);
  for (const name of [names[place - 1]!, second]) {
    await other.getByRole('button', { name }).focus();
    await other.keyboard.press('Delete');
    await expect(other.getByRole('listitem', { name })).toHaveCount(0);
  }
  await page.bringToFront();
  await expect(tiles(page)).toHaveCount(4);
  await expect.poll(() => focusedName(page)).toBe(names[place + 1]);
  // The selected one is gone: nothing is selected any more.
  await expect(page.locator('[aria-pressed=true]')).toHaveCount(0);
  await expect(page.getByText('1 selected')).toBeHidden();
});

test('deselects photos hidden by a search, so that Delete only deletes visible ones', async ({ page }) => {
  await page.goto('/');
  await addPhotos(page, sixSamples);
  const names = await shownNames(page);
  const castle = page.getByRole('button', { name: 'neuschwanstein-castle.jpg' });
  await castle.focus();
  await page.keyboard.press('Control+a');
  await expect(page.locator('[aria-pressed=true]')).toHaveCount(6);
  await page.getByRole('searchbox').fill('a cat');
  await expect(page.locator('.grid[aria-busy=false]').first()).toBeVisible();
  await expect(page.getByRole('list', { name: 'Search results' }).first()).toBeVisible();
  const shown = await shownNames(page);
  await expect(page.locator('[aria-pressed=true]')).toHaveCount(shown.length);
  // Whatever the search shows, deleting deletes exactly that.
  await page.getByRole('button', { name: shown[0]! }).focus();
  await page.keyboard.press('Delete');
  await page.getByRole('searchbox').press('Escape');
  await expect(page.getByRole('searchbox')).toHaveValue('');
  if (shown.length < names.length)
    await expect.poll(() => shownNames(page)).toEqual(names.filter((name) => !shown.includes(name)));
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => shownNames(page)).toEqual(names);
});

test('a reported deletion is durable, and Undo restores it once', async ({ page, context }) => {
  await page.goto('/');
  await addPhotos(page, sixSamples);
  const names = await shownNames(page);
  const other = await context.newPage();
  await other.goto('/');
  await expect(tiles(other)).toHaveCount(6);

  await test.step('gone for good as soon as it is said, in every tab', async () => {
    await page.bringToFront();
    await page.getByRole('button', { name: names[2]! }).focus();
    await page.keyboard.press('Delete');
    await expect(page.locator('.toast')).toContainText('1 photo deleted');
    await page.reload();
    await expect(tiles(page)).toHaveCount(5);
    expect(await shownNames(page)).not.toContain(names[2]);
    await expect(tiles(other)).toHaveCount(5);
  });
  await test.step('also when the tab is closed at once', async () => {
    await page.getByRole('button', { name: names[0]! }).focus();
    await page.keyboard.press('Delete');
    await expect(page.locator('.toast')).toContainText('1 photo deleted');
    await page.close();
    await other.reload();
    await expect.poll(() => shownNames(other)).toEqual([names[1], ...names.slice(3)]);
  });
  await test.step('the same file can be added while Undo is offered, and Undo does not double it', async () => {
    await other.getByRole('button', { name: names[1]! }).focus();
    await other.keyboard.press('Delete');
    await expect(other.locator('.toast')).toContainText('1 photo deleted');
    // The offer stays as long as the pointer is on it.
    await other.locator('.toast').hover();
    await other.locator('header input[type=file][multiple]').setInputFiles(`public/samples/${names[1]!}`);
    await expect(other.getByRole('listitem', { name: names[1]! })).toHaveCount(1, { timeout: 60_000 });
    await other.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await expect(other.locator('[role=status]')).toHaveText(/0 photos restored/);
    await expect(tiles(other)).toHaveCount(4);
    await other.reload();
    await expect(tiles(other)).toHaveCount(4);
  });
  await test.step('Undo brings back everything that was deleted while it is offered', async () => {
    const before = await shownNames(other);
    await other.getByRole('button', { name: before[0]! }).focus();
    await other.keyboard.press('Delete');
    await expect(other.locator('.toast')).toContainText('1 photo deleted');
    await other.keyboard.press('Delete');
    await expect(other.locator('.toast')).toContainText('2 photos deleted');
    await other.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => shownNames(other)).toEqual(before);
  });
});

test('counts and notices match the visible photos while Undo is offered', async ({ page }) => {
  await page.goto('/');
  await addPhotos(page, sixSamples);
  await page.getByRole('button', { name: 'tabby-cat-lying-on-porch.jpg' }).focus();
  await page.keyboard.press('Delete');
  await page.getByRole('searchbox').fill('a cat');
  await expect(page.locator('.grid[aria-busy=false]').first()).toBeVisible();
  await expect(page.getByRole('list', { name: 'Search results' }).first()).toBeVisible();
  await expect(page.getByRole('listitem', { name: 'tabby-cat-lying-on-porch.jpg' })).toHaveCount(0);
  const state = (await page.locator('.bar__state').textContent()) ?? '';
  const saysNone = await page.getByText(/No good match/).count();
  // Never "1 match" and "No good match" at once.
  expect(/^[1-9]/.test(state)).toBe(saysNone === 0);
});
