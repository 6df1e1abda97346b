import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Onsight } from '../api/onsight.ts';
import { createTestOnsight } from './create-test-onsight.ts';
import { createTestImage } from './test-image.ts';

let onsight: Onsight;

beforeAll(async () => {
  onsight = await createTestOnsight();
});
afterAll(() => onsight.dispose());

const photos = ['a dog on the beach', 'a red car in a street', 'two cats on a sofa', '海边的狗'].map((text) =>
  createTestImage(text),
);

test('a library finds what its images show, in the order of the words they share', async () => {
  const library = await onsight.openLibrary('photos');
  const { added, failed } = await library.add(photos);
  expect([added.length, failed]).toEqual([4, []]);
  const top = async (text: string): Promise<unknown> =>
    (await library.search({ text }, { limit: 1 }))[0]?.metadata['name'];
  expect(await top('cat')).toBe('two-cats-on-a-sofa.png');
  expect(await top('a photo of a red car')).toBe('a-red-car-in-a-street.png');
  expect(await top('狗')).toBe('海边的狗.png');
  const hits = await library.search({ text: 'dog beach' });
  expect(hits[0]).toMatchObject({ metadata: { name: 'a-dog-on-the-beach.png' } });
  expect(hits.map(({ score }) => score)).toEqual([...hits.map(({ score }) => score)].sort((a, b) => b - a));
  const alike = await library.search({ image: createTestImage('a dog at sea, beach') }, { limit: 1 });
  expect(alike[0]?.metadata['name']).toBe('a-dog-on-the-beach.png');
  // An item is asked about by its stored preview.
  const [id = ''] = added;
  expect((await onsight.caption({ item: id })).text).toBe('a dog on the beach');
});

test('captions, answers, matches, reads and classifies by rule', async () => {
  const [dog = createTestImage('')] = photos;
  expect((await onsight.caption(dog)).text).toBe('a dog on the beach');
  expect((await onsight.ask(dog, 'Is there a dog?')).answer).toBe('yes');
  expect((await onsight.ask(dog, 'Is there a cat?')).answer).toBe('no');
  expect((await onsight.ask(dog, 'What is on the beach?')).answer).toBe('dog');
  expect((await onsight.ask(dog, 'What is it?', { answers: ['a cat', 'a dog'] })).answer).toBe('a dog');
  const [best] = await onsight.classify(dog, ['car', 'dog']);
  expect(best?.label).toBe('dog');
  expect((await onsight.readText(createTestImage('a sign "OPEN" above "9 to 5"'))).text).toBe('OPEN\n9 to 5');
});

test('gives the same embeddings at every run', async () => {
  const [first, again] = [await onsight.embedText('a dog'), await onsight.embedText('dogs')];
  expect(first.length).toBe(onsight.model.dims);
  expect(Math.hypot(...first)).toBeCloseTo(1, 5);
  expect(again).toEqual(first);
  expect(Array.from(first.slice(0, 2), (value) => value.toFixed(6))).toMatchInlineSnapshot(`
    [
      "0.117614",
      "-0.171275",
    ]
  `);
});

test('keeps the errors, aborts and disposal of the real one', async () => {
  const library = await onsight.openLibrary('errors');
  const { failed } = await library.add([new File(['no image'], 'a.txt.png')]);
  expect(failed).toMatchObject([{ code: 'image-unreadable' }]);
  const reason = new Error('enough');
  await expect(onsight.caption(createTestImage('a'), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const other = await createTestOnsight({ model: 'other' });
  expect(other.model.id).toBe('other');
  await other.dispose();
  await expect(other.embedText('a')).rejects.toMatchObject({ code: 'disposed' });
  await expect(createTestOnsight({ model: '../x' })).rejects.toThrow(TypeError);
});
