import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import type * as Onsight from 'onsight';
import { sampleEmbeddings, type PackFile } from '../demo/build/sample-embeddings.ts';
import { serveFolders } from '../fixtures/serve-folders.ts';

const pack = JSON.parse(readFileSync('public/models/starter/onsight.json', 'utf8')) as PackFile; // our own file
const files = (JSON.parse(readFileSync('public/samples/samples.json', 'utf8')) as { readonly file: string }[]).map(
  ({ file }) => file,
);

/** Embeds the sample photos with the starter pack, in the order of their list. */
async function embedSamples(page: Page): Promise<{ readonly space: string; readonly vectors: Buffer }> {
  const { space, base64 } = await page.evaluate(async (names) => {
    const { createOnsight } = (globalThis as unknown as { readonly onsight: typeof Onsight }).onsight;
    const onsight = await createOnsight({ modelsUrl: '/models/' });
    const bytes: number[] = [];
    for (const name of names) {
      const vector = await onsight.embedImage(await (await fetch(`/samples/${name}`)).blob());
      bytes.push(...new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
    }
    const text = bytes.map((byte) => String.fromCharCode(byte)).join('');
    return { space: onsight.model.space, base64: btoa(text) };
  }, files);
  return { space, vectors: Buffer.from(base64, 'base64') };
}

/** Cosines of the embeddings at the same place in two files. */
function cosines(a: Buffer, b: Buffer, dims: number): readonly number[] {
  return files.map((_, row) => {
    let [dot, first, second] = [0, 0, 0];
    for (let at = row * dims * 4; at < (row + 1) * dims * 4; at += 4) {
      const [x, y] = [a.readFloatLE(at), b.readFloatLE(at)];
      dot += x * y;
      first += x * x;
      second += y * y;
    }
    return dot / Math.sqrt(first * second);
  });
}

// `npm run build:samples` writes the file that this compares.
test('the shipped embeddings of the samples are those of the starter pack', async ({ page }) => {
  const { file, space, dims } = sampleEmbeddings(pack);
  await using site = await serveFolders(
    { '/dist/': 'dist', '/models/': 'public/models', '/samples/': 'public/samples' },
    { pages: { '/': '<!doctype html><title>samples</title><script src="/dist/onsight.global.js"></script>' } },
  );
  await page.goto(`${site.origin}/`);
  const fresh = await embedSamples(page);
  if (process.env['ONSIGHT_WRITE_SAMPLES'] !== undefined) writeFileSync(`public/samples/${file}`, fresh.vectors);
  expect(fresh.space).toBe(space);
  expect(existsSync(`public/samples/${file}`), 'run `npm run build:samples`').toBe(true);
  const shipped = readFileSync(`public/samples/${file}`);
  expect(shipped.length).toBe(files.length * dims * 4);
  // Processors differ in the last bits of a quantised product.
  expect(Math.min(...cosines(shipped, fresh.vectors, dims))).toBeGreaterThan(0.999);
});
