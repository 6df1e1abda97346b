import { mkdirSync, readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { expectAccessible } from './expect-accessible.ts';
import { addPhotos } from './own-photos.ts';
import { addFiles, sample } from './shown-results.ts';

const pictures = 'e2e/output/screens';
mkdirSync(pictures, { recursive: true });

/** A JPEG with a place in its EXIF: 48° 8' 15" north, 11° 34' 30" east. */
function withPlace(jpeg: Buffer): Buffer {
  const tiff = Buffer.alloc(26 + 54 + 48);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  // One entry: where the GPS data is.
  tiff.writeUInt16LE(1, 8);
  const entry = (at: number, [tag, type, count, value]: readonly [number, number, number, number]): void => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  };
  entry(10, [0x8825, 4, 1, 26]);
  tiff.writeUInt16LE(4, 26);
  entry(28, [1, 2, 2, 'N'.charCodeAt(0)]);
  entry(40, [2, 5, 3, 80]);
  entry(52, [3, 2, 2, 'E'.charCodeAt(0)]);
  entry(64, [4, 5, 3, 104]);
  for (const [index, value] of [48, 8, 15, 11, 34, 30].entries()) {
    tiff.writeUInt32LE(value, 80 + index * 8);
    tiff.writeUInt32LE(1, 84 + index * 8);
  }
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(tiff.length + 8, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, Buffer.from('Exif\0\0', 'latin1'), tiff, jpeg.subarray(2)]);
}

async function save(page: Page, name: string): Promise<Buffer> {
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name }).click();
  return readFileSync(await (await saved).path());
}

/** Texts of an XMP sidecar as a reader of XML sees them; fails if it is not well-formed. */
async function readXmp(page: Page, xmp: string): Promise<Record<string, string[]>> {
  return page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, 'application/xml');
    if (parsed.querySelector('parsererror') !== null) throw new Error(parsed.documentElement.textContent);
    const texts = (name: string): string[] =>
      [...parsed.getElementsByTagName(name)].map((element) => element.textContent.trim());
    return {
      titles: texts('dc:title'),
      descriptions: texts('dc:description'),
      latitude: texts('exif:GPSLatitude'),
      longitude: texts('exif:GPSLongitude'),
    };
  }, xmp);
}

const hostile = '<script>&"]]>.jpg';

test('exports XMP sidecars, and places only where they are asked for', async ({ page }) => {
  await page.goto('/');
  const { buffer, ...rest } = sample('red-crab-on-sand.jpg');
  await addFiles(page, [{ ...rest, name: hostile, buffer: withPlace(buffer) }, sample('stack-of-pancakes.jpg')]);
  // A caption, which the sidecar has as its description.
  await page.getByRole('button', { name: hostile }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('.caption')).toHaveAttribute('aria-busy', 'false', { timeout: 120_000 });
  await expect(dialog.getByRole('button', { name: 'Copy caption' })).toBeEnabled();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: hostile }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  const place = page.getByRole('checkbox', { name: 'Include places (GPS) in exports' });
  await expect(place).not.toBeChecked();
  await expectAccessible(page);

  const plain = unzipSync(await save(page, 'Export as XMP'));
  expect(Object.keys(plain).sort()).toEqual(['_script_&_]]_.jpg.xmp', 'stack-of-pancakes.jpg.xmp']);
  const without = await readXmp(page, Buffer.from(plain['_script_&_]]_.jpg.xmp'] ?? []).toString());
  expect(without).toMatchObject({ latitude: [], longitude: [] });
  expect(without['descriptions']?.[0]).toMatch(/crab/);
  expect((await save(page, 'Export as CSV')).toString()).not.toMatch(/latitude|48\.1/);

  await place.check();
  const placed = unzipSync(await save(page, 'Export as XMP'));
  expect(await readXmp(page, Buffer.from(placed['_script_&_]]_.jpg.xmp'] ?? []).toString())).toMatchObject({
    latitude: ['48,8.25N'],
    longitude: ['11,34.5E'],
  });
  expect((await save(page, 'Export as CSV')).toString()).toContain('48.1375,11.575');
  await page.screenshot({ path: `${pictures}/export-1280-light-en.png` });

  // Without Web Share the photo is saved, without its hidden data.
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.getByRole('button', { name: hostile }).click();
  const jpeg = await save(page, 'Save as JPEG');
  expect([...jpeg.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  expect(jpeg.includes('Exif')).toBe(false);
});

test('hands photos to other apps where the browser can', async ({ page }) => {
  await page.addInitScript(() => {
    const shared: unknown[] = [];
    Object.assign(globalThis, { shared });
    // Headless Chromium has no share sheet.
    Object.assign(navigator, {
      canShare: ({ files }: ShareData) => files !== undefined,
      share: ({ files = [], text }: ShareData) => {
        shared.push({ names: files.map(({ name, type, size }) => [name, type, size > 1000]).sort(), text });
        return Promise.resolve();
      },
    });
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto('/');
  await addPhotos(page, ['red-crab-on-sand.jpg', 'stack-of-pancakes.jpg']);
  await page.getByRole('button', { name: 'red-crab-on-sand.jpg' }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.getByRole('button', { name: 'Share' }).click();
  const shared = () => page.evaluate(() => (globalThis as unknown as { shared: unknown[] }).shared);
  await expect.poll(shared).toEqual([
    {
      names: [
        ['red-crab-on-sand.jpg', 'image/jpeg', true],
        ['stack-of-pancakes.jpg', 'image/jpeg', true],
      ].sort(),
    },
  ]);
  await page.getByRole('button', { name: /switch to Chinese/ }).click();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.screenshot({ path: `${pictures}/export-360-dark-zh.png` });
  await expectAccessible(page);
});
