import { chmodSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';
import { dropPaths, heic, makeFolder, openUnprivileged } from './real-folders.ts';

const screenshots = 'e2e/output/files';
const dog = 'golden-retriever-panting.jpg';
const cat = 'tabby-cat-lying-on-porch.jpg';
const crab = 'red-crab-on-sand.jpg';

const result = (page: Page): Locator => page.locator('.panel__text');
const failures = (page: Page): Locator => page.getByRole('group', { name: 'Files that could not be added' });

test('adds the rest of a drop and names a folder and files without permission', async ({ baseURL }, { project }) => {
  const { executablePath = '', args = [] } = project.use.launchOptions ?? {};
  const browser = await openUnprivileged(executablePath, args);
  test.skip(browser === undefined, 'no way to give up the rights of root here');
  if (browser === undefined) return;
  try {
    const folder = makeFolder('holiday', {
      'dog.jpg': dog,
      'cat.jpg': cat,
      'locked.jpg': crab,
      'private/secret.jpg': crab,
      'System Volume Information/index': Buffer.from('x'),
    });
    const loose = makeFolder('loose', { 'alone.jpg': crab });
    for (const path of ['locked.jpg', 'private', 'System Volume Information']) chmodSync(join(folder, path), 0);
    chmodSync(join(loose, 'alone.jpg'), 0);
    const page = await browser.context.newPage();
    const problems: string[] = [];
    page.on('pageerror', ({ message }) => problems.push(message));
    await page.goto(baseURL ?? '');
    await dropPaths(page, [folder, join(loose, 'alone.jpg')]);
    await expect(result(page)).toHaveText('2 photos added · 3 could not be added · 1 system file skipped', {
      timeout: 90_000,
    });
    await expect(failures(page)).toContainText('1 folder · You do not have permission to open this.');
    await expect(failures(page).locator('li', { hasText: 'private/' })).toContainText('holiday');
    await expect(failures(page)).toContainText('locked.jpg');
    await expect(failures(page)).toContainText('alone.jpg');
    await expect(failures(page)).not.toContainText('damaged');
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
  }
});

test('names an entry that fails in any way and adds the rest', async ({ page }) => {
  await page.addInitScript(() => {
    const fail = (error?: (error: DOMException) => void): void => {
      const name = sessionStorage.getItem('fails') ?? 'UnknownError';
      queueMicrotask(() => error?.(new DOMException('made to fail', name)));
    };
    const spoil = (entry: FileSystemEntry): FileSystemEntry => {
      if (entry.isFile && entry.name === 'locked.jpg')
        Object.assign(entry, {
          file: (_done: unknown, error: () => void) => {
            fail(error);
          },
        });
      if (entry.isDirectory) {
        const reader = (entry as FileSystemDirectoryEntry).createReader();
        const readEntries: FileSystemDirectoryReader['readEntries'] = (done, error) => {
          if (entry.name === 'private') fail(error);
          else
            reader.readEntries((entries) => {
              done(entries.map(spoil));
            }, error);
        };
        Object.assign(entry, { createReader: () => ({ readEntries }) });
      }
      return entry;
    };
    const getAsEntry = Object.getOwnPropertyDescriptor(DataTransferItem.prototype, 'webkitGetAsEntry')?.value as (
      this: DataTransferItem,
    ) => FileSystemEntry | null;
    DataTransferItem.prototype.webkitGetAsEntry = function () {
      const entry = getAsEntry.call(this);
      return entry === null ? null : spoil(entry);
    };
  });
  await page.goto('/');
  for (const [index, name] of ['NotAllowedError', 'NotReadableError', 'NoModificationAllowedError'].entries()) {
    await page.evaluate((value) => sessionStorage.setItem('fails', value), name);
    const photo = [dog, cat, crab][index] ?? dog;
    await dropPaths(page, [
      makeFolder(`run-${index}`, {
        'a.jpg': photo,
        'locked.jpg': dog,
        'private/x.jpg': dog,
        'more/notes.txt': Buffer.from('x'),
      }),
    ]);
    await expect(failures(page).locator('li', { hasText: 'private/' })).toContainText(`run-${index}`, {
      timeout: 90_000,
    });
    await expect(failures(page).locator('li', { hasText: 'locked.jpg' })).toContainText(`run-${index}`);
    await expect(result(page)).toHaveText('1 photo added · 2 could not be added · 1 file that is not an image skipped');
  }
});

const card = {
  '.DS_Store': Buffer.from('\0\0\0\x01Bud1'),
  'desktop.ini': Buffer.from('[.ShellClassInfo]'),
  'DCIM/Thumbs.db': Buffer.from('\xd0\xcf\x11\xe0', 'latin1'),
  'DCIM/.thumbnails/0001.jpg': cat,
  'DCIM/.trashed-1735689600-IMG_0009.JPG': cat,
  'DCIM/100APPLE/._IMG_0001.JPG': Buffer.from('\0\x05\x16\x07\0\x02\0\0Mac OS X', 'latin1'),
  'DCIM/100APPLE/@eaDir/IMG_0001.JPG/SYNOPHOTO_THUMB_M.jpg': cat,
  'DCIM/100APPLE/IMG_0001.JPG': dog,
  'DCIM/100APPLE/IMG_0003.AAE': Buffer.from('<plist/>'),
  'DCIM/100APPLE/IMG_0003.HEIC': heic('3'),
  'DCIM/100APPLE/IMG_0003.MOV': Buffer.from('\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'latin1'),
  'DCIM/100APPLE/photo': crab,
  'DCIM/100APPLE/tweet.jpg_large': 'stack-of-pancakes.jpg',
  'DCIM/100APPLE/empty.jpg': Buffer.alloc(0),
  'DCIM/100APPLE/MVI_0005.THM': cat,
  'notes.txt': Buffer.from('bread, milk'),
};

for (const way of ['dropped', 'picked'] as const)
  test(`a memory card is ${way}: adds photos by content, counts system files, reports failures with folder and reason`, async ({
    page,
  }) => {
    await page.goto('/');
    const folder = makeFolder('card', card);
    if (way === 'dropped') await dropPaths(page, [folder]);
    else await page.locator('#pick-folder').setInputFiles(folder);
    await expect(result(page)).toHaveText(
      '3 photos added · 3 could not be added · 1 file that is not an image skipped · 9 system files skipped',
      { timeout: 90_000 },
    );
    await expect(page.getByRole('list', { name: 'Photos' }).getByRole('listitem')).toHaveCount(3);
    const heicFiles = failures(page).locator('details', {
      hasText: 'This browser cannot open HEIC. Export it as JPEG.',
    });
    await expect(heicFiles.getByRole('listitem')).toHaveText('IMG_0003.HEICcard/DCIM/100APPLE');
    await expect(failures(page).locator('details', { hasText: 'empty.jpg' })).toContainText('This file is empty.');
    // The head of a film without anything in it.
    await expect(failures(page).getByText('IMG_0003.MOV')).toBeAttached();
  });

test('groups 1,500 HEIC files into one line and pages their list', async ({ page }) => {
  const files = Array.from({ length: 1500 }, (_, index) => [`IMG_${index}.HEIC`, heic(String(index))] as const);
  const folder = makeFolder('phone', { ...Object.fromEntries(files), 'dog.jpg': dog, 'empty.jpg': Buffer.alloc(0) });
  await page.goto('/');
  await dropPaths(page, [folder]);
  await expect(result(page)).toHaveText('1 photo added · 1,501 could not be added', { timeout: 90_000 });
  const group = failures(page).locator('details').first();
  await expect(group.locator('summary')).toHaveText('1,500 files · This browser cannot open HEIC. Export it as JPEG.');
  await expect(group.getByRole('listitem')).toHaveCount(0);
  await group.locator('summary').click();
  await expect(group.getByRole('listitem')).toHaveCount(50);
  await expect(group.getByRole('listitem').nth(10)).toHaveText('IMG_10.HEICphone');
  await expectAccessible(page);
  await group.getByRole('button', { name: 'Show 50 more of 1,450' }).click();
  await expect(group.getByRole('listitem')).toHaveCount(100);
  for (const language of ['en', 'zh'] as const) {
    for (const scheme of ['light', 'dark'] as const)
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await page.screenshot({ path: `${screenshots}/failures-${width}-${scheme}-${language}.png` });
      }
    if (language === 'en') await page.getByRole('button', { name: /switch to Chinese/ }).click();
  }
});

test('lists photos by date, newest first, then by name in natural order', async ({ page }) => {
  const folder = makeFolder('dates', {
    'IMG_10.jpg': dog,
    'IMG_9.jpg': cat,
    'new.jpg': crab,
    'a-old.jpg': 'stack-of-pancakes.jpg',
  });
  const days = {
    'IMG_10.jpg': '2020-05-01',
    'IMG_9.jpg': '2020-05-01',
    'new.jpg': '2024-01-01',
    'a-old.jpg': '2001-01-01',
  };
  for (const [name, day] of Object.entries(days)) utimesSync(join(folder, name), new Date(day), new Date(day));
  await page.goto('/');
  await page.locator('#pick-folder').setInputFiles(folder);
  await expect(result(page)).toHaveText('4 photos added', { timeout: 90_000 });
  const names = (): Promise<(string | null)[]> =>
    page
      .getByRole('list', { name: 'Photos' })
      .getByRole('listitem')
      .evaluateAll((items) => items.map((item) => item.getAttribute('aria-label')));
  await expect.poll(names).toEqual(['new.jpg', 'IMG_9.jpg', 'IMG_10.jpg', 'a-old.jpg']);
});

test('downloads exactly what was announced, and nothing for audio', async ({ page, context }) => {
  const requests: { url: string; bytes: Promise<number> }[] = [];
  context.on('requestfinished', (request) => {
    if (/\/models\/|ort-|\.wasm/.test(request.url()))
      requests.push({ url: request.url(), bytes: request.sizes().then(({ responseBodySize }) => responseBodySize) });
  });
  await page.goto('/');
  const note = page.getByText(/One-time download: [\d.]+ MB/);
  await expect(note).toBeVisible();
  const said = Number(/([\d.]+) MB/.exec(await note.innerText())?.[1]);
  await page.locator('#pick-photos').setInputFiles(`public/samples/${dog}`);
  await expect(page.getByText('works offline')).toBeVisible({ timeout: 120_000 });
  const sizes = await Promise.all(requests.map(({ bytes }) => bytes));
  const loaded = sizes.reduce((sum, bytes) => sum + bytes, 0) / 1e6;
  expect(requests.filter(({ url }) => /audio|sound|clap/i.test(url))).toEqual([]);
  expect(Math.abs(loaded - said)).toBeLessThan(1);
});

/** How many runs of adding have handles of their files in the browser. */
async function keptRuns(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const opening = indexedDB.open('onsight-demo');
    const database = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => {
        resolve(opening.result);
      };
    });
    const counting = database.transaction('runs').objectStore('runs').count();
    return new Promise<number>((resolve) => {
      counting.onsuccess = () => {
        database.close();
        resolve(counting.result);
      };
    });
  });
}

/** Larger than the library's own small images. */
const large = 'grey-russian-blue-cat.jpg';

test('after a reload, shows a photo at full size if its handle was kept, and a labelled preview otherwise', async ({
  page,
}) => {
  await page.addInitScript((name) => {
    // The real picker cannot be worked from here. These are real handles, of files in the page's own file system.
    Object.assign(globalThis, {
      showOpenFilePicker: async () => {
        const folder = await navigator.storage.getDirectory();
        const handle = await folder.getFileHandle(name, { create: true });
        const writable = await handle.createWritable();
        await writable.write(await (await fetch(`samples/${name}`)).blob());
        await writable.close();
        return [handle];
      },
    });
  }, large);
  await page.goto('/');
  await page.locator('.first').getByRole('button', { name: 'Add photos' }).click();
  await expect(result(page)).toHaveText('1 photo added', { timeout: 90_000 });
  await page.locator('#pick-photos').setInputFiles(`public/samples/${cat}`);
  await expect(page.getByRole('listitem', { name: cat })).toBeVisible({ timeout: 90_000 });
  await page.reload();
  const dialog = page.getByRole('dialog');
  const widthOf = (): Promise<number> =>
    dialog.locator('.picture img').evaluate((image) => (image as HTMLImageElement).naturalWidth);
  await page.getByRole('button', { name: large }).click();
  await expect.poll(widthOf).toBeGreaterThan(512);
  await expect(dialog.getByText('Small preview.')).toBeHidden();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: cat }).click();
  await expect(dialog.getByText('Small preview.')).toBeVisible();
  await expect.poll(widthOf).toBeLessThanOrEqual(512);
  await page.locator('body').press('Escape');
  // The same photo again, whichever way it comes, is a duplicate.
  await page.locator('#pick-photos').setInputFiles(`public/samples/${large}`);
  await expect(result(page)).toHaveText('0 photos added · 1 duplicate skipped', { timeout: 60_000 });
  expect(await keptRuns(page)).toBe(1);
  // Once a deletion is final, nothing is kept of where the file came from.
  await page.getByRole('button', { name: large }).focus();
  await page.keyboard.press('Delete');
  await expect(page.locator('.toast')).toContainText('1 photo deleted');
  expect(await keptRuns(page)).toBe(1);
  await page.locator('.toast').getByRole('button', { name: 'Dismiss' }).click();
  await expect.poll(() => keptRuns(page)).toBe(0);
  // Nor where the page is closed while Undo is offered: the next visit forgets it.
  await page.evaluate(() => (location.hash = '#/'));
  await page.locator('header button', { hasText: 'Add photos' }).click();
  await expect(page.getByRole('listitem', { name: large })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: large }).focus();
  await page.keyboard.press('Delete');
  await expect(page.locator('.toast')).toContainText('1 photo deleted');
  await page.reload();
  await expect.poll(() => keptRuns(page)).toBe(0);
  // Nor after everything was deleted.
  await page.evaluate(() => (location.hash = '#/'));
  await page.locator('header button', { hasText: 'Add photos' }).click();
  await expect(page.getByRole('listitem', { name: large })).toBeVisible({ timeout: 60_000 });
  expect(await keptRuns(page)).toBe(1);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.evaluate(() => (location.hash = '#/models'));
  await page.getByRole('button', { name: 'Delete all photos' }).click();
  await expect.poll(() => keptRuns(page)).toBe(0);
});

/** Where the tiles of the grid are, by the names of their photos: `photos` and the places kept for those to come. */
interface Tiles {
  readonly photos: Record<string, string>;
  readonly kept: Record<string, string>;
  /** Progress texts of the page during the add. */
  readonly text: string;
}

/** Records the tiles whenever they change, and all layout shifts that follow no input. */
async function watchTiles(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Tiles[] = [];
    const shifts: number[] = [];
    Object.assign(globalThis, { seen, shifts });
    const boxes = (selector: string, attribute: string): Record<string, string> =>
      Object.fromEntries(
        [...document.querySelectorAll<HTMLElement>(selector)].map((tile) => [
          tile.getAttribute(attribute) ?? '',
          tile.style.cssText,
        ]),
      );
    new MutationObserver(() => {
      const tiles = {
        photos: boxes('[data-photo]', 'aria-label'),
        kept: boxes('[data-expected]', 'data-expected'),
        text: document.querySelector('.panel__text')?.textContent ?? '',
      };
      if (Object.keys({ ...tiles.photos, ...tiles.kept }).length > 0) seen.push(tiles);
    }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['style'] });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (seen.length > 0 && !entry.hadRecentInput) shifts.push(entry.value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

async function watchedTiles(page: Page): Promise<{ seen: Tiles[]; shifts: number[] }> {
  return page.evaluate(() => {
    const { seen, shifts } = globalThis as unknown as { seen: Tiles[]; shifts: number[] };
    return { seen, shifts };
  });
}

test('puts samples into their reserved places without layout shifts', async ({ page }) => {
  await watchTiles(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/');
  await page.getByRole('button', { name: 'Try 66 sample photos' }).click();
  await expect(page.locator('[data-photo]').first()).toBeVisible({ timeout: 90_000 });
  await page.screenshot({ path: `${screenshots}/kept-places-1280.png` });
  await expect(result(page)).toHaveText('66 photos added', { timeout: 120_000 });
  const { seen, shifts } = await watchedTiles(page);
  const first = seen.find(({ kept }) => Object.keys(kept).length === 66)?.kept ?? {};
  expect(Object.keys(first)).toHaveLength(66);
  expect(seen.some(({ photos, kept }) => Object.keys(photos).length > 0 && Object.keys(kept).length > 0)).toBe(true);
  for (const { photos, kept } of seen) expect({ ...kept, ...photos }).toEqual(first);
  expect(seen.at(-1)?.photos).toEqual(first);
  // The summary never speaks of more photos than the grid shows.
  const said = seen.filter(({ text }) => text.includes('66 photos added'));
  expect(said.length).toBeGreaterThan(0);
  for (const { photos } of said) expect(photos).toEqual(first);
  const shift = shifts.reduce((sum, value) => sum + value, 0);
  console.log(`layout shift while 66 samples are added: ${shift.toFixed(4)}`);
  expect(shift).toBeLessThan(0.02);
});

test('puts own photos into their reserved places, ordered by date', async ({ page }) => {
  await watchTiles(page);
  const folder = makeFolder('kept', {
    'IMG_10.jpg': dog,
    'IMG_9.jpg': cat,
    'new.jpg': crab,
    'taken.jpg': readFileSync('src/media/testdata/taken-2011.jpg'),
    'notes.txt': Buffer.from('bread, milk'),
    // A header that promises an image, and nothing behind it.
    'broken.png': readFileSync('src/media/testdata/odd/rgb.png').subarray(0, 60),
  });
  for (const [name, day] of Object.entries({ 'new.jpg': '2024-01-01', 'taken.jpg': '2025-01-01' }))
    utimesSync(join(folder, name), new Date(day), new Date(day));
  for (const name of ['IMG_10.jpg', 'IMG_9.jpg', 'broken.png'])
    utimesSync(join(folder, name), new Date('2020-05-01'), new Date('2020-05-01'));
  await page.goto('/');
  await page.locator('#pick-folder').setInputFiles(folder);
  await expect(result(page)).toHaveText('4 photos added · 1 could not be added · 1 file that is not an image skipped', {
    timeout: 90_000,
  });
  const { seen } = await watchedTiles(page);
  expect(Object.keys(seen[0]?.photos ?? {})).toEqual([]);
  expect(Object.keys(seen[0]?.kept ?? {})).toEqual(['new.jpg', 'broken.png', 'IMG_9.jpg', 'IMG_10.jpg', 'taken.jpg']);
  // Nothing moves before the file that fails gives up its place.
  for (const { photos, kept } of seen) if ('broken.png' in kept) expect({ ...kept, ...photos }).toEqual(seen[0]?.kept);
  expect(Object.keys(seen.at(-1)?.kept ?? {})).toEqual([]);
  expect(Object.keys(seen.at(-1)?.photos ?? {})).toEqual(['new.jpg', 'IMG_9.jpg', 'IMG_10.jpg', 'taken.jpg']);
});
