import assert from 'node:assert/strict';
import 'fake-indexeddb/auto';
import { OnsightError } from 'onsight';
import { openStore } from 'onsight/store';
import { createTestImage, createTestOnsight } from 'onsight/testing';

// The runner: vitest in Node, jsdom and happy-dom, or Node's own.
const { test } = await import(process.env.VITEST === undefined ? 'node:test' : 'vitest');

test('an application finds photos', async () => {
  const onsight = await createTestOnsight();
  const library = await onsight.openLibrary('photos');
  const { failed } = await library.add([createTestImage('a dog on the beach'), createTestImage('a red car')]);
  assert.deepEqual(failed, []);
  const [best] = await library.search({ text: 'dog' });
  assert.equal(best?.metadata.name, 'a-dog-on-the-beach.png');
  const [alike] = await library.search({ image: createTestImage('some red cars') });
  assert.equal(alike?.metadata.name, 'a-red-car.png');
  assert.equal((await onsight.caption({ item: best.id })).text, 'a dog on the beach');
  assert.equal((await onsight.ask(createTestImage('a red car'), 'Is the car red?')).answer, 'yes');
  await onsight.dispose();
  await assert.rejects(onsight.embedText('a'), (error) => OnsightError.is(error, 'disposed'));
});

test('a store works as in a browser', async () => {
  const store = await openStore('rows', { dims: 2 });
  await store.addMany([
    { id: 'a', vector: [1, 0], metadata: { year: 2024 } },
    { id: 'b', vector: [0, 1] },
  ]);
  const hits = await store.search([0.1, 1]);
  assert.deepEqual(
    hits.map(({ id }) => id),
    ['b', 'a'],
  );
  assert.equal((await store.verify()).ok, true);
  await store.destroy();
});
