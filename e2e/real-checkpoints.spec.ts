import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { createOnsight as CreateOnsight } from '../src/index.ts';
import { serveFolders } from '../fixtures/serve-folders.ts';

// The real weights are gigabytes and lie on no test machine. Where BLIP_CHECKPOINTS names a folder that holds
// `blip-image-captioning-base`, `blip-vqa-base`, `blip-itm-base-coco` as downloaded from Salesforce on the Hub, and
// `demo.jpg` of hf-internal-testing/blip-test-image, they are held against the values of Hugging Face's own tests
// (tests/models/blip/test_modeling_blip.py).
const folder = process.env['BLIP_CHECKPOINTS'];

const captions = [
  {
    prompt: 'a picture of',
    ids: [30522, 1037, 3861, 1997, 1037, 2450, 3564, 2006, 1996, 3509, 2007, 2014, 3899, 102],
  },
  { prompt: undefined, ids: [30522, 1037, 2450, 3564, 2006, 1996, 3509, 2007, 2014, 3899, 102] },
];

/** The words of ids, without start and end: these captions consist of whole words only. */
function wordsOf(checkpoint: string, ids: readonly number[]): string {
  const vocabulary = readFileSync(join(checkpoint, 'vocab.txt'), 'utf8').split('\n');
  return ids
    .slice(1, -1)
    .map((id) => vocabulary[id]?.trim())
    .join(' ');
}

if (folder !== undefined) {
  test('the official checkpoints caption, answer and match as Hugging Face tests them', async ({ page }) => {
    test.setTimeout(3_600_000);
    expect(existsSync(join(folder, 'demo.jpg')), `${folder} holds demo.jpg`).toBe(true);
    const expected = captions.map(({ ids }) => wordsOf(join(folder, 'blip-image-captioning-base'), ids));
    await using server = await serveFolders(
      {
        '/dist/': 'dist',
        '/Salesforce/blip-image-captioning-base/resolve/main/': join(folder, 'blip-image-captioning-base'),
        '/Salesforce/blip-vqa-base/resolve/main/': join(folder, 'blip-vqa-base'),
        '/Salesforce/blip-itm-base-coco/resolve/main/': join(folder, 'blip-itm-base-coco'),
        '/photo/': folder,
      },
      { pages: { '/': '<!doctype html><title>checkpoints</title>' } },
    );
    await page.goto(`${server.origin}/`);
    const got = await page.evaluate(
      async (prompts) => {
        // Built by `npm run build`, and so unknown to the compiler here.
        const module = '/dist/index.js';
        const { createOnsight } = (await import(module)) as { readonly createOnsight: typeof CreateOnsight };
        const image = await (await fetch('/photo/demo.jpg')).blob();
        const open = (name: string): ReturnType<typeof CreateOnsight> =>
          createOnsight({
            hubUrl: location.origin,
            model: { id: `Salesforce/${name}`, dtype: 'fp32' },
            device: 'wasm',
          });
        await using caption = await open('blip-image-captioning-base');
        const texts = [];
        for (const prompt of prompts) texts.push((await caption.caption(image, { prompt, beams: 1 })).text);
        await using vqa = await open('blip-vqa-base');
        const { answer } = await vqa.ask(image, 'How many dogs are in this image?', { beams: 1 });
        await using retrieval = await open('blip-itm-base-coco');
        const statement = 'A woman and her dog sitting in a beach';
        const itm = await retrieval.match(image, statement);
        const itc = await retrieval.match(image, statement, { by: 'itc' });
        return { texts, answer, itm, itc };
      },
      captions.map(({ prompt }) => prompt),
    );
    expect(got.texts).toEqual(expected);
    expect(got.answer).toBe('1');
    expect(got.itc).toBeCloseTo(0.2110687494, 3);
    expect(got.itm).toBeCloseTo(0.4569884539, 3);
  });
}
