import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOnsight } from './create-onsight.ts';
import type { Library } from './library.ts';

const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  device: 'wasm',
});
afterAll(() => onsight.dispose());

type Draw = (context: OffscreenCanvasRenderingContext2D) => void;

async function drawn(
  name: string,
  [width, height]: readonly [number, number],
  draw: Draw,
  quality = 0.9,
): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  draw(context);
  const type = name.endsWith('.webp') ? 'image/webp' : name.endsWith('.png') ? 'image/png' : 'image/jpeg';
  return new File([await canvas.convertToBlob({ type, quality })], name, { type });
}

/** Edits after which people still call it the same image. */
async function copiesOf(photo: string): Promise<readonly File[]> {
  const file = new File([await (await fetch(`/samples/${photo}.jpg`)).blob()], `${photo}.jpg`);
  const image = await createImageBitmap(file);
  const { width: w, height: h } = image;
  const cut = (l: number, t: number, r: number, b: number): Promise<File> =>
    drawn(
      `${photo}-cut-${String(l)}${String(t)}.jpg`,
      [Math.round(w * (1 - l - r)), Math.round(h * (1 - t - b))],
      (c) => {
        c.drawImage(image, -l * w, -t * h);
      },
    );
  const turned = (name: string, size: readonly [number, number], ...matrix: DOMMatrix2DInit[]): Promise<File> =>
    drawn(name, size, (c) => {
      c.setTransform(matrix[0]);
      c.drawImage(image, 0, 0);
    });
  const filtered = (filter: string): Promise<File> =>
    drawn(`${photo}-${filter}.jpg`, [w, h], (c) => {
      c.filter = filter;
      c.drawImage(image, 0, 0);
    });
  return [
    file,
    await drawn(
      `${photo}-low.jpg`,
      [w, h],
      (c) => {
        c.drawImage(image, 0, 0);
      },
      0.4,
    ),
    await drawn(`${photo}.webp`, [w, h], (c) => {
      c.drawImage(image, 0, 0);
    }),
    await drawn(`${photo}-half.png`, [w >> 1, h >> 1], (c) => {
      c.drawImage(image, 0, 0, w >> 1, h >> 1);
    }),
    await filtered('brightness(1.25)'),
    await filtered('brightness(0.75)'),
    await cut(0.05, 0.05, 0.05, 0.05),
    await cut(0.1, 0, 0, 0.08),
    await turned(`${photo}-90.jpg`, [h, w], { a: 0, b: 1, c: -1, d: 0, e: h, f: 0 }),
    await turned(`${photo}-180.jpg`, [w, h], { a: -1, b: 0, c: 0, d: -1, e: w, f: h }),
    await turned(`${photo}-270.jpg`, [h, w], { a: 0, b: -1, c: 1, d: 0, e: 0, f: w }),
    await turned(`${photo}-mirror.jpg`, [w, h], { a: -1, b: 0, c: 0, d: 1, e: w, f: 0 }),
  ];
}

const words = 'theorem tulips proof total train monday forecast repair bicycle ticket chapter budget flour notes'.split(
  ' ',
);

/** A page of text that differs from others only in its words. */
function page(n: number): Promise<File> {
  return drawn(`page-${String(n)}.png`, [600, 800], (c) => {
    c.fillStyle = '#fdfdfb';
    c.fillRect(0, 0, 600, 800);
    c.fillStyle = '#111';
    c.font = '18px sans-serif';
    for (let line = 0; line < 22; line += 1) {
      const text = Array.from(
        { length: 7 },
        (_, i) => words[(n * 31 + line * 17 + i * (5 + n) + line * n) % words.length],
      );
      c.fillText(text.join(' '), 40, 110 + 30 * line, 520);
    }
  });
}

/** A photo taken in a pocket: nearly black, with the sensor's noise and a weak light somewhere. */
function pocket(n: number): Promise<File> {
  return drawn(`pocket-${String(n)}.jpg`, [640, 480], (c) => {
    const image = c.createImageData(640, 480);
    let seed = n + 1;
    for (let i = 0; i < 640 * 480; i += 1) {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
      const light = 6 * Math.exp(-(((i % 640) - 150 * n) ** 2 + (i / 640 - 120 * (n % 3)) ** 2) / 30_000);
      const value = 3 + light + (seed / 0x7fff_ffff) * 5;
      image.data.set([value, value, value, 255], 4 * i);
    }
    c.putImageData(image, 0, 0);
  });
}

let library: Library;
const copied = ['golden-retriever-panting', 'eiffel-tower-paris'];

async function namesOf(groups: Awaited<ReturnType<Library['duplicates']>>): Promise<readonly (readonly string[])[]> {
  const items = await library.list({ limit: 100, thumbnails: false });
  const names = new Map(items.map(({ id, metadata }) => [id, String(metadata['name'])]));
  return groups.map(({ ids }) => ids.map((id) => names.get(id) ?? '').sort());
}

beforeAll(async () => {
  await onsight.deleteLibrary('duplicates');
  library = await onsight.openLibrary('duplicates');
  const others = ['tabby-cat-lying-on-porch', 'stack-of-pancakes', 'kingfisher-on-branch'];
  const singles = others.map(
    async (name) => new File([await (await fetch(`/samples/${name}.jpg`)).blob()], `${name}.jpg`),
  );
  const looksAlike = [0, 1, 2, 3].flatMap((n) => [page(n), page(n + 4), pocket(n)]);
  const files = [
    ...(await Promise.all(copied.map(copiesOf))).flat(),
    ...(await Promise.all([...singles, ...looksAlike])),
  ];
  const { failed, added } = await library.add(files);
  expect(failed).toEqual([]);
  expect(added).toHaveLength(files.length);
}, 60_000);

test('groups copies of an image, but not look-alikes', async () => {
  const groups = await namesOf(await library.duplicates());
  const expected = await Promise.all(
    copied.map(async (photo) => (await copiesOf(photo)).map(({ name }) => name).sort()),
  );
  expect([...groups].sort()).toEqual([...expected].sort());
});

test('never groups pages and black photos', async () => {
  for (const threshold of [0.5, 0.98])
    for (const group of await namesOf(await library.duplicates({ threshold })))
      expect(copied.some((photo) => group.every((name) => name.startsWith(photo)))).toBe(true);
});

test('reports progress to the end, and stops at an abort', async () => {
  const events: { readonly phase: string }[] = [];
  await library.duplicates({ onProgress: (event) => events.push(event) });
  expect(events.at(-1)).toMatchObject({ phase: 'done' });
  const reason = new Error('enough');
  await expect(library.duplicates({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
