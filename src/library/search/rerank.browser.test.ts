import { expect, test } from 'vitest';
import type { Matcher } from '../embedder.ts';
import { colours, nameOf } from '../testdata/colour-model.ts';
import { useLibrary } from '../testdata/use-library.ts';

const { basic, openFresh } = useLibrary();

/** Finds an image the more likely the later its colour comes in the list: the opposite of any cosine. */
function contraryMatcher(judged: string[]): Matcher {
  return {
    async match(image) {
      const bitmap = await createImageBitmap(image);
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      context?.drawImage(bitmap, 0, 0);
      const rgb = [...(context?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
      const names = Object.keys(colours);
      const colour = names.find((name) => colours[name]?.every((value, i) => value === rgb[i])) ?? '';
      judged.push(colour);
      return (names.indexOf(colour) + 1) / 10;
    },
  };
}

test('the best hits are ordered by the matching model, the rest follow as they were', async () => {
  const library = await openFresh();
  await library.add(basic);
  const plain = (await library.search({ text: 'red' })).map(nameOf);
  const judged: string[] = [];
  const hits = await library.search({ text: 'red' }, { rerank: { top: 3 }, matcher: contraryMatcher(judged) });
  expect(judged).toEqual(plain.slice(0, 3).map((name) => String(name).replace('.png', '')));
  const order = Object.keys(colours).map((name) => `${name}.png`);
  const best = plain.slice(0, 3).sort((a, b) => order.indexOf(String(b)) - order.indexOf(String(a)));
  expect(hits.map(nameOf)).toEqual([...best, ...plain.slice(3)]);
  expect(hits.map(({ match }) => match !== undefined)).toEqual([true, true, true, false, false]);
});

test('more are judged than are asked for, so that a good one from further down can come up', async () => {
  const library = await openFresh();
  await library.add(basic);
  const judged: string[] = [];
  const hits = await library.search(
    { text: 'red' },
    { limit: 1, rerank: { top: 5 }, matcher: contraryMatcher(judged) },
  );
  expect(judged.length).toBe(5);
  expect(hits.map(nameOf)).toEqual(['white.png']);
});

test('an abort between two images ends it', async () => {
  const library = await openFresh();
  await library.add(basic);
  const stop = new AbortController();
  const matcher: Matcher = {
    match: () => {
      stop.abort(new Error('enough'));
      return Promise.resolve(1);
    },
  };
  await expect(library.search({ text: 'red' }, { rerank: { top: 5 }, matcher, signal: stop.signal })).rejects.toThrow(
    'enough',
  );
});
