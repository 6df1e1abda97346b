import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';

/** A file as a visitor chooses it. */
export interface UploadedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** An image of one colour. */
export function bitmap(name: string, colour: number): UploadedFile {
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

/** One of the samples. */
export const sample = (name: string): UploadedFile => ({
  name,
  mimeType: 'image/jpeg',
  buffer: readFileSync(`public/samples/${name}`),
});

/** Adds files as a visitor does, and waits until all of them are in the library. */
export async function addFiles(page: Page, files: readonly UploadedFile[]): Promise<void> {
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

/** The list of search results. */
export const results = (page: Page): Locator => page.getByRole('list', { name: /Search results|搜索结果/ });

/** Searches, and gives the results once they are there. */
export async function searchFor(page: Page, query: string): Promise<readonly Locator[]> {
  await page.getByRole('searchbox').fill('');
  await expect(page.getByRole('list', { name: /^(Photos|照片)$/ })).toBeVisible();
  await page.getByRole('searchbox').fill(query);
  await expect(results(page)).toHaveAttribute('aria-busy', 'false');
  return results(page).getByRole('listitem').all();
}

/** Name of the photo of a result. */
export async function nameOf(item: Locator | undefined): Promise<string | undefined> {
  return (await item?.getAttribute('aria-label'))?.normalize('NFC');
}

interface ShownResult {
  readonly name: string;
  readonly isWeak: boolean;
  readonly percent: number;
  readonly bar: number;
}

/** Displayed and accessible text of each result. */
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
export async function expectAgreement(page: Page): Promise<readonly ShownResult[]> {
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
  if (matches > 0 && matches < shown.length)
    await expect(state).toContainText(`${String(shown.length - matches)} less certain`);
  // Beside "No good match" no number speaks of less certain ones.
  else await expect(state).not.toContainText('less certain');
  const closest = page.getByRole('heading', { name: 'No good match. These are the closest.' });
  if (matches === 0) await expect(closest).toBeVisible();
  else await expect(closest).toBeHidden();
  return shown;
}
