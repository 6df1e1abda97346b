import { expect, test } from 'vitest';
import type { Matcher } from '../embedder.ts';
import { colours, nameOf } from '../testdata/colour-model.ts';
import { useLibrary } from '../testdata/use-library.ts';

const { basic, openFresh } = useLibrary();

/** Rates an image higher the later its colour is in the list: the opposite of any cosine. */
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

test('orders the best hits by the matching model and keeps the rest', async () => {
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

test('judges more hits than the limit, so that a good one can move up', async () => {
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

test('stops at an abort between two images', async () => {
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
