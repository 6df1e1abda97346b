import { mkdirSync, readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { heic, makeFolder } from './real-folders.ts';

const screenshots = 'e2e/output/odd-files';
const samples = 'public/samples/';
const testdata = 'src/media/testdata/';

const result = (page: Page): Locator => page.locator('.panel__text');
const failures = (page: Page): Locator => page.getByRole('group', { name: 'Files that could not be added' });
const photos = (page: Page): Locator => page.getByRole('list', { name: 'Photos' }).getByRole('listitem');

function tileOf(page: Page, name: string): Locator {
  return photos(page).and(page.locator(`[aria-label="${name}"]`));
}

/** Adds single files as a visitor picks them. */
async function pick(page: Page, names: readonly string[]): Promise<void> {
  await page.goto('/');
  await page.locator('#pick-photos').setInputFiles(names.map((name) => testdata + name));
}

/** Opens a photo and gives its large picture, once the file itself is shown with `size` pixels. */
async function open(page: Page, name: string, size: readonly number[]): Promise<Locator> {
  await tileOf(page, name).getByRole('button').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('heading', { name: 'Details' })).toBeVisible();
  const picture = dialog.locator('.picture img');
  await expect(dialog.getByText('Small preview')).toHaveCount(0);
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]))
    .toEqual(size);
  return picture;
}

/** Width and height of a shown picture in its own pixels, and the mean colours of its four corners, 3/10 each way. */
async function look(picture: Locator): Promise<{ readonly size: readonly number[]; readonly corners: number[][] }> {
  return picture.evaluate(async (element) => {
    const image = element as HTMLImageElement;
    // A source that is set meanwhile ends the decoding of the one before.
    for (let source = ''; source !== image.src;) {
      source = image.src;
      await image.decode().catch((error: unknown) => {
        if (source === image.src) throw error;
      });
    }
    const { naturalWidth: width, naturalHeight: height } = image;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.drawImage(image, 0, 0);
    const [w, h] = [Math.floor(width * 0.3), Math.floor(height * 0.3)];
    const corners = [0, 1, 2, 3].map((corner) => {
      const { data } = context.getImageData(corner % 2 === 0 ? 0 : width - w, corner < 2 ? 0 : height - h, w, h);
      return [0, 1, 2].map(
        (channel) => data.reduce((sum, value, at) => (at % 4 === channel ? sum + value : sum), 0) / (w * h),
      );
    });
    return { size: [width, height], corners };
  });
}

function expectNear(seen: readonly number[][], right: readonly (readonly number[])[]): void {
  const differences = right.flatMap((corner, at) => corner.map((value, i) => Math.abs(value - (seen[at]?.[i] ?? NaN))));
  expect(Math.max(...differences), JSON.stringify(seen)).toBeLessThan(8);
}

/** A TIFF header and nothing behind it, in either byte order: what is left of a raw file that was not copied. */
const emptyRaw = (order: 'II' | 'MM'): Buffer =>
  Buffer.concat([Buffer.from(order === 'II' ? 'II*\0' : 'MM\0*', 'latin1'), Buffer.alloc(500)]);

/** The bytes of an icon, as a cursor. */
function cursor(): Buffer {
  const bytes = readFileSync(`${testdata}odd/png-inside.ico`);
  bytes.writeUInt16LE(2, 2);
  return bytes;
}

/** Two pictures in one file, as stereo cameras and phones write them. */
function twoPictures(first: string, second: string): Buffer {
  return Buffer.concat([readFileSync(samples + first), readFileSync(samples + second)]);
}

test('adds images whatever their extension and names other files', async ({ page }) => {
  const folder = makeFolder('odd', {
    'anim.apng': readFileSync(`${testdata}animations/longest.png`),
    'icon.cur': cursor(),
    'stereo.mpo': twoPictures('red-crab-on-sand.jpg', 'sunflower-close-up.jpg'),
    'no-extension': 'golden-retriever-panting.jpg',
    'photo.JPG ': 'tabby-cat-lying-on-porch.jpg',
    'copy.jpg.bak': 'stack-of-pancakes.jpg',
    'edited.jpg~': 'white-sports-car-on-road.jpg',
    'takeout.jpg(1)': 'neuschwanstein-castle.jpg',
    'tweet.jpg_large': 'sunflower-close-up.jpg',
    'scan.jpe': 'red-crab-on-sand.jpg',
    'canon.HIF': heic('canon'),
    'raw.CR2': Buffer.concat([emptyRaw('II'), Buffer.from('a')]),
    'raw.DNG': Buffer.concat([emptyRaw('II'), Buffer.from('b')]),
    'raw.NEF': emptyRaw('MM'),
  });
  await page.goto('/');
  await page.locator('#pick-folder').setInputFiles(folder);
  await expect(result(page)).toHaveText('10 photos added · 4 could not be added', { timeout: 90_000 });
  await expect(photos(page)).toHaveCount(10);
  const named = failures(page).locator('details', { hasText: 'This browser cannot open HEIC. Export it as JPEG.' });
  await expect(named.getByRole('listitem')).toHaveText(['canon.HIFodd']);
  for (const name of ['raw.CR2', 'raw.DNG', 'raw.NEF']) await expect(failures(page)).toContainText(name);
  await expect(failures(page)).not.toContainText('not an image');
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: `${screenshots}/folder-odd.png` });
});

// The right colours were computed by Pillow 13, `ImageOps.exif_transpose`.
for (const { name, size, corners } of [
  {
    name: 'phone-orientation-6.webp',
    size: [342, 512],
    corners: [
      [114, 88, 52],
      [74, 97, 50],
      [89, 94, 62],
      [63, 78, 49],
    ],
  },
  {
    name: 'orientation-as-long.jpg',
    size: [480, 640],
    corners: [
      [29, 30, 200],
      [200, 30, 30],
      [219, 220, 20],
      [30, 200, 31],
    ],
  },
])
  test(`shows ${name} upright in the grid, when opened and after a reload`, async ({ page }) => {
    await pick(page, [name]);
    await expect(result(page)).toHaveText('1 photo added', { timeout: 90_000 });
    // The tile of the file that is added gives way to that of the stored photo.
    await expect(async () => {
      const tile = await look(photos(page).locator('img'));
      expect((tile.size[0] ?? 0) / (tile.size[1] ?? 1)).toBeCloseTo((size[0] ?? 0) / (size[1] ?? 1), 2);
      expectNear(tile.corners, corners);
    }).toPass();
    const opened = await look(await open(page, name, size));
    expectNear(opened.corners, corners);
    await page.reload();
    const reloaded = await look(page.getByRole('dialog').locator('.picture img'));
    expectNear(reloaded.corners, corners);
  });

test("labels incomplete photos and previews, and shows an animation's longest frame", async ({ page }) => {
  const sizes = {
    'cut-at-95.jpg': [512, 480],
    'cut-at-99.jpg': [512, 496],
    'raw-with-preview.dng': [512, 512],
    'first-frame-black.gif': [256, 256],
  };
  await pick(page, Object.keys(sizes));
  await expect(result(page)).toHaveText('4 photos added', { timeout: 90_000 });
  const dialog = page.getByRole('dialog');
  const incomplete = dialog.getByText('This file is incomplete: part of the picture is missing.');
  const raw = dialog.getByText('This is a raw file. You see the preview that the camera stored in it.');
  for (const [name, size] of Object.entries(sizes)) {
    const tile = await look(tileOf(page, name).locator('img'));
    // No corner is the grey of missing pixels, nor black.
    for (const corner of tile.corners) expect(Math.max(...corner) - Math.min(...corner), name).toBeGreaterThan(8);
    const opened = await look(await open(page, name, size));
    // An animation plays where it is opened.
    if (!name.endsWith('.gif')) expectNear(opened.corners, tile.corners);
    await expect(incomplete).toHaveCount(name.startsWith('cut') ? 1 : 0);
    if (name.startsWith('cut')) await expect(incomplete).toBeInViewport();
    await expect(raw).toHaveCount(name.endsWith('.dng') ? 1 : 0);
    if (name.endsWith('.dng')) await expect(raw).toBeInViewport();
    await page.screenshot({ path: `${screenshots}/${name}.png` });
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  await page.screenshot({ path: `${screenshots}/singles.png` });
});

test("shows the taken date in the camera's zone, sorts by it, and finds its texts", async ({ page }) => {
  await page.goto('/');
  await page
    .locator('#pick-photos')
    .setInputFiles([`${testdata}taken-2011.jpg`, `${samples}stack-of-pancakes.jpg`, `${samples}red-crab-on-sand.jpg`]);
  await expect(result(page)).toHaveText('3 photos added', { timeout: 90_000 });
  await expect(photos(page).last()).toHaveAttribute('aria-label', 'taken-2011.jpg');
  await open(page, 'taken-2011.jpg', [400, 300]);
  const facts = page.getByRole('dialog').locator('.facts');
  await expect(facts).toContainText(/Date.*Jul 4, 2011.*12:00.*UTC\+09:00/);
  for (const text of ['Lantern night', 'Aunt at the lantern night', 'harbour festival', 'Acme One', '35° N, 135° E'])
    await expect(facts).toContainText(text);
  await page.screenshot({ path: `${screenshots}/taken-2011.png` });
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('harbour festival');
  const list = page.getByRole('list', { name: 'Search results' });
  await expect(list).toHaveAttribute('aria-busy', 'false');
  await expect(list.getByRole('listitem').first()).toHaveAttribute('aria-label', 'taken-2011.jpg');
});

test('keeps a long scroll capture legible', async ({ page }) => {
  await page.goto('/');
  // 1080 x 21600 of lines, as a phone puts one screen under the other.
  const capture = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1080, 21_600);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 1080, 21_600);
    context.fillStyle = '#222';
    context.font = '40px sans-serif';
    for (let line = 0; line < 360; line++) context.fillText(`Line ${line} of a long conversation`, 60, line * 60 + 50);
    const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  const file = { name: 'capture.png', mimeType: 'image/png', buffer: Buffer.from(capture, 'base64') };
  await page.locator('#pick-photos').setInputFiles(file);
  await expect(result(page)).toHaveText('1 photo added', { timeout: 90_000 });
  const { size } = await look(photos(page).locator('img'));
  expect(Math.min(...size)).toBeGreaterThanOrEqual(256);
  await page.screenshot({ path: `${screenshots}/long-grid.png` });
  await open(page, 'capture.png', [1080, 21_600]);
  await page.screenshot({ path: `${screenshots}/long-opened.png` });
});
