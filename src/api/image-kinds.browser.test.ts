import { afterAll, expect, test } from 'vitest';
import { renderKind, type RenderedKind } from '../../fixtures/image-kinds/render-kinds.ts';
import { isLongForm } from '../../fixtures/long-form.ts';
import { createOnsight } from './create-onsight.ts';

// `npm run test:long` prints the table of docs/reading-text.md.
const perKind = isLongForm ? 40 : 2;
const samples = (await (await fetch('/samples/samples.json')).json()) as readonly { readonly file: string }[];
const kinds = ['screenshot', 'document', 'receipt', 'photo'] as const;

const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  device: 'wasm',
});
const name = `kinds ${crypto.randomUUID()}`;
const library = await onsight.openLibrary(name);
afterAll(async () => {
  await onsight.deleteLibrary(name);
  await onsight.dispose();
});

async function imagesOf(kind: (typeof kinds)[number]): Promise<readonly { file: File; camera: string | undefined }[]> {
  if (kind !== 'photo')
    return Promise.all(Array.from({ length: perKind }, (_, seed) => renderKind(kind satisfies RenderedKind, seed + 1)));
  return Promise.all(
    samples.slice(0, perKind).map(async ({ file }) => ({
      file: new File([await (await fetch(`/samples/${file}`)).blob()], file),
      camera: undefined,
    })),
  );
}

test(
  'screenshots, documents, receipts and photos are told apart',
  { timeout: isLongForm ? 1_200_000 : 120_000 },
  async () => {
    const originals = new Map<string, Blob>();
    for (const kind of kinds)
      for (const { file, camera } of await imagesOf(kind)) {
        const metadata = { is: kind, ...(camera === undefined ? {} : { camera }) };
        const { added } = await library.add({ file, metadata });
        originals.set(added[0] ?? '', file);
      }
    const { read, failed } = await library.readText({ originals });
    expect([read, failed]).toEqual([originals.size, []]);
    const items = await library.list({ limit: 500, thumbnails: false });
    const rows = kinds.map((kind) => {
      const own = items.filter(({ metadata }) => metadata['is'] === kind);
      const found = kinds.map((each) => own.filter(({ metadata }) => metadata['kind'] === each).length);
      return { kind, found, recall: (found[kinds.indexOf(kind)] ?? 0) / own.length };
    });
    const wrong = items.filter(({ metadata }) => metadata['kind'] !== metadata['is']);
    if (isLongForm)
      console.log(
        [
          ...rows.map(({ kind, found, recall }) => `${kind}: ${found.join(' ')}, recall ${recall.toFixed(3)}`),
          ...wrong.map(({ metadata }) => `${String(metadata['name'])} is read as ${String(metadata['kind'])}`),
        ].join('\n'),
      );
    for (const { kind, recall } of rows) expect(recall, kind).toBeGreaterThanOrEqual(0.85);
    expect(await library.count({ filter: { kind: 'receipt' } })).toBeGreaterThanOrEqual(perKind * 0.85);
    expect(await library.count({ filter: { hasText: true, is: { ne: 'photo' } } })).toBe(3 * perKind);
  },
);
