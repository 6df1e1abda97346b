import { afterAll, expect, test } from 'vitest';
import { isLongForm } from '../../fixtures/long-form.ts';
import { decodeImage } from '../media/image/decode-image.ts';
import { contentOf } from '../media/content/image-content.ts';
import { createOnsight } from './create-onsight.ts';

const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  device: 'wasm',
});
afterAll(() => onsight.dispose());

const samples = ((await (await fetch('/samples/samples.json')).json()) as readonly { readonly file: string }[]).map(
  ({ file }) => file,
);

async function sample(file: string): Promise<File> {
  return new File([await (await fetch(`/samples/${file}`)).blob()], file, { type: 'image/jpeg' });
}

function draw(
  width: number,
  height: number,
  paint: (context: OffscreenCanvasRenderingContext2D) => void,
): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  paint(context);
  return canvas.convertToBlob();
}

const words =
  'the invoice of our annual meeting shows that bicycle repair and weather forecast cost more than tulips'.split(' ');

interface Page {
  readonly size: readonly [number, number];
  readonly font: string;
  readonly line: number;
  readonly paper: string;
  readonly ink: string;
}

/** A page of made-up text. */
function page({ size: [width, height], font, line, paper, ink }: Page): Promise<Blob> {
  return draw(width, height, (context) => {
    context.fillStyle = paper;
    context.fillRect(0, 0, width, height);
    context.fillStyle = ink;
    context.font = font;
    for (let y = 2 * line, row = 0; y < height - line; y += line, row++) {
      let text = '';
      for (let at = row * 5; context.measureText(text).width < width * (row % 4 === 3 ? 0.4 : 0.75); at++)
        text += `${words[(at * 7 + row) % words.length] ?? ''} `;
      context.fillText(text, width * 0.06, y);
    }
  });
}

test.each<[string, Page]>([
  ['a letter', { size: [600, 800], font: '16px sans-serif', line: 28, paper: '#fdfdfb', ink: '#111' }],
  ['a book', { size: [900, 1300], font: '26px serif', line: 40, paper: '#f4ecd8', ink: '#3a3226' }],
  ['a terminal', { size: [1280, 720], font: '18px monospace', line: 24, paper: '#1e1e1e', ink: '#9cdcfe' }],
  ['a phone in dark mode', { size: [540, 1170], font: '24px sans-serif', line: 38, paper: '#000', ink: '#e8e8e8' }],
])('%s is a page of text, not a subject', async (_, look) => {
  const file = await page(look);
  const { text, shows, words: heat } = await onsight.caption(file);
  expect({ text, shows, heat }).toEqual({ text: 'a page of text', shows: 'text', heat: [] });
  expect((await onsight.ask(file, 'what is in the picture?')).shows).toBe('text');
  const steps: string[] = [];
  for await (const step of onsight.captionStream(file)) steps.push(step.text);
  expect(steps).toEqual(['a page of text']);
});

test.each(['black', 'white', '#7f7f7f', '#c03', 'transparent'])('%s has no caption and no answer', async (colour) => {
  const file = await draw(300, 200, (context) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 300, 200);
  });
  const nothing = { text: '', alternatives: [], words: [], shows: 'nothing' };
  expect(await onsight.caption(file)).toMatchObject(nothing);
  const answer = await onsight.ask(file, 'is there a person?');
  expect(answer).toEqual({ answer: '', probability: 0, alternatives: [], shows: 'nothing' });
  for await (const step of onsight.captionStream(file)) expect(step).toBeUndefined();
});

test('judges every sample photograph as a scene', async () => {
  expect(samples.length).toBe(66);
  const kinds = await Promise.all(
    samples.map(async (file) => contentOf((await decodeImage(await sample(file), { name: file })).pixels)),
  );
  expect(samples.filter((_, at) => kinds[at] !== 'scene')).toEqual([]);
});

const elevens = Array.from({ length: isLongForm ? 6 : 2 }, (_, at) => samples.slice(11 * at, 11 * (at + 1)));

test.each(elevens)('writes captions without repetition: %s and ten others', async (...files) => {
  for (const file of files) {
    const { text, shows, words: heats } = await onsight.caption(await sample(file));
    expect(shows).toBe('scene');
    const spoken = text.match(/[\p{L}\p{N}'-]+/gu) ?? [];
    const pairs = spoken.slice(1).map((word, at) => `${spoken[at] ?? ''} ${word}`);
    expect(pairs, text).toEqual([...new Set(pairs)]);
    expect(text).not.toMatch(/\b([\p{L}]+)(?:,? and|,| or)+(?: an?| the)? \1\b/u);
    for (const { word, start, end } of heats) expect(text.slice(start, end)).toBe(word);
  }
});
