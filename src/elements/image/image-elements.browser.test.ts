import axe from 'axe-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createOnsight } from '../../api/create-onsight.ts';
import type { Onsight } from '../../api/onsight.ts';
import '../define-elements.ts';

// CI runs end-to-end tests beside these: models then load and run several times slower.
vi.setConfig({ testTimeout: 180_000 });

let onsight: Onsight;

beforeAll(async () => {
  onsight = await createOnsight({
    workerUrl: '/fixtures/vitest-worker/worker.ts',
    assetsUrl: '/dist/assets/',
    modelsUrl: '/models/',
  });
});
afterAll(() => onsight.dispose());

const patience = { timeout: 50_000 };
const dog = '/samples/golden-retriever-panting.jpg';
const castle = '/samples/neuschwanstein-castle.jpg';

function show(id: string, src: string, alt = ''): HTMLImageElement {
  const image = document.createElement('img');
  image.id = id;
  image.src = src;
  image.alt = alt;
  return image;
}

const textOf = (element: Element): string => element.shadowRoot?.textContent ?? '';

test("writes the alternative text of an image, again when it shows another, and keeps an author's", async () => {
  const element = document.createElement('onsight-caption');
  element.htmlFor = 'shown';
  element.onsight = onsight;
  const steps = new Set<string>();
  const ready = new Promise((resolve) => {
    element.addEventListener('onsight-caption', resolve, { once: true });
  });
  document.body.append(element);
  // The image comes later, as in a page that is still parsed.
  const image = show('shown', dog);
  document.body.append(image);
  const watch = new MutationObserver(() => steps.add(element.text));
  watch.observe(element.shadowRoot!, { childList: true, subtree: true, characterData: true });
  await ready;
  await expect.poll(() => image.alt, patience).toBe('a golden retriever');
  expect(textOf(element)).toBe('a golden retriever');
  expect(steps.size).toBeGreaterThan(3);
  watch.disconnect();
  expect(element.shadowRoot?.querySelector('[part=text]')?.getAttribute('lang')).toBe('en');
  expect((await axe.run(element)).violations).toEqual([]);

  image.src = castle;
  await expect.poll(() => image.alt, patience).toContain('castle');
  image.alt = 'Our holiday';
  image.src = dog;
  await expect.poll(() => textOf(element), patience).toBe('a golden retriever');
  expect(image.alt).toBe('Our holiday');
  element.overwrite = true;
  await expect.poll(() => image.alt, patience).toBe('a golden retriever');
  element.remove();
  image.remove();
});

test('stops the model when it is removed', async () => {
  const element = document.createElement('onsight-caption');
  const signals: AbortSignal[] = [];
  // The instance with its stream watched.
  const watched = new Proxy(onsight, {
    get: (target, name) =>
      name !== 'captionStream'
        ? (Reflect.get(target, name) as unknown)
        : (...[given, options]: Parameters<Onsight['captionStream']>) => {
            if (options?.signal) signals.push(options.signal);
            return target.captionStream(given, options);
          },
  });
  element.onsight = watched;
  element.image = await (await fetch(castle)).blob();
  document.body.append(element);
  await expect.poll(() => signals.length, patience).toBe(1);
  element.remove();
  await expect.poll(() => signals[0]?.aborted, patience).toBe(true);
  expect(element.text).toBe('');
  document.body.append(element);
  await expect.poll(() => element.text, patience).toContain('castle');
  element.remove();
});

test('says that an image cannot be read', async () => {
  const element = document.createElement('onsight-caption');
  element.onsight = onsight;
  element.image = new Blob(['not an image'], { type: 'image/jpeg' });
  document.body.append(element);
  await expect.poll(() => textOf(element), patience).toContain('This image cannot be read.');
  element.lang = 'zh';
  await expect.poll(() => textOf(element), patience).toContain('无法读取这张图片。');
  element.remove();
});

test('shows where the model looked for a word, and for an answer', async () => {
  const image = show('seen', dog);
  const element = document.createElement('onsight-spotlight');
  element.htmlFor = 'seen';
  element.onsight = onsight;
  document.body.append(image, element);
  const words = (): HTMLElement[] => [...(element.shadowRoot?.querySelectorAll<HTMLElement>('button') ?? [])];
  await expect
    .poll(() => words().map(({ textContent }) => textContent), patience)
    .toEqual(['a', 'golden', 'retriever']);
  const canvas = element.shadowRoot?.querySelector('canvas');
  const corner = (): number[] => [...canvas!.getContext('2d')!.getImageData(1, 1, 1, 1).data];
  const bright = corner();
  const shown: unknown[] = [];
  element.addEventListener('onsight-spotlight', ({ detail }) => shown.push(detail.word));
  words()[2]?.focus();
  await expect.poll(() => canvas?.getAttribute('aria-label'), patience).toBe('Where the model looked for “retriever”');
  expect(shown).toEqual(['retriever']);
  expect(words()[2]?.getAttribute('aria-pressed')).toBe('true');
  // The dog fills the middle; a corner is dimmed.
  expect(corner()[0]).toBeLessThan(bright[0]!);
  expect((await axe.run(element)).violations).toEqual([]);

  element.question = 'what color is the dog?';
  await expect.poll(() => words().map(({ textContent }) => textContent), patience).toHaveLength(1);
  await expect.poll(() => canvas?.getAttribute('aria-label'), patience).toContain(words()[0]?.textContent);

  // A heat map of the page's needs no model.
  element.onsight = undefined;
  element.heat = { data: new Float32Array([0, 0, 0, 1]), columns: 2, rows: 2 };
  await expect.poll(() => words(), patience).toEqual([]);
  await expect.poll(() => corner()[0], patience).toBeLessThan(bright[0]!);
  element.remove();
  image.remove();
});
