import { afterAll, expect, test } from 'vitest';
import { createOnsight } from '../index.ts';
import { firstValue, type Observable } from './observable.ts';
import { observeAdd } from './observe-add.ts';
import { observeItems } from './observe-items.ts';
import { observeSearch } from './observe-search.ts';

const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
});
afterAll(() => onsight.dispose());

async function sample(name: string): Promise<File> {
  const response = await fetch(`/samples/${name}.jpg`);
  return new File([await response.blob()], `${name}.jpg`, { type: 'image/jpeg' });
}

/** Resolves once a resource is ready with a value that passes. */
async function ready<T>(
  state: Observable<{ readonly status: string } | { readonly status: 'ready'; readonly value: T }>,
  passes: (value: T) => boolean,
): Promise<T> {
  const { value } = await firstValue(
    state,
    (now): now is { readonly status: 'ready'; readonly value: T } => 'value' in now && passes(now.value),
  );
  return value;
}

test('items, results and additions of a real library are observed through adding, deleting and searching', async () => {
  await onsight.deleteLibrary('observed');
  const library = await onsight.openLibrary('observed');
  const items = observeItems(library);
  const search = observeSearch(library, { limit: 1 });
  const adding = observeAdd(library);
  expect(await ready(items.state, () => true)).toEqual([]);

  search.search({ text: 'a cat' });
  await ready(search.state, ({ hits }) => hits.length === 0);
  const statuses: string[] = [];
  const stop = search.state.subscribe(({ status }) => statuses.push(status));
  const files = ['tabby-cat-lying-on-porch', 'ginger-kitten-in-garden', 'white-sports-car-on-road'];
  await adding.add(await Promise.all(files.map(sample)));
  expect(adding.state.value).toMatchObject({ status: 'finished', result: { failed: [] } });
  const all = await ready(items.state, (list) => list.length === 3);
  // Follows the library without ever leaving `ready`, so that a page does not flicker.
  const found = await ready(search.state, ({ hits }) => hits.length === 1);
  stop();
  expect(new Set(statuses)).toEqual(new Set(['ready']));
  expect(found.hasMore).toBe(true);
  search.more();
  const two = await ready(search.state, ({ hits }) => hits.length === 2);
  expect(new Set(two.hits.map(({ metadata }) => metadata['name']))).toEqual(
    new Set(['tabby-cat-lying-on-porch.jpg', 'ginger-kitten-in-garden.jpg']),
  );

  // A change of the library keeps both pages.
  await library.delete(all[0]!.id);
  expect((await ready(items.state, (list) => list.length === 2)).map(({ id }) => id)).not.toContain(all[0]!.id);
  const kept = await ready(search.state, ({ hits }) => hits.every(({ id }) => id !== all[0]!.id));
  expect(kept.hits).toHaveLength(2);
  search.clear();
  expect(search.state.value).toEqual({ status: 'idle' });
  search.dispose();
  items.dispose();
});

test('a cancelled addition keeps what was added, and the next call continues', async () => {
  await onsight.deleteLibrary('cancelled');
  const library = await onsight.openLibrary('cancelled');
  const adding = observeAdd(library);
  const files = await Promise.all(['stack-of-pancakes', 'black-and-white-cow-in-meadow'].map(sample));
  const first = adding.add(files);
  const second = adding.add(files);
  await firstValue(adding.state, (state): state is typeof state => state.status === 'running');
  adding.cancel();
  await Promise.all([first, second]);
  expect(adding.state.value).toEqual({ status: 'cancelled' });
  await adding.add(files);
  expect(adding.state.value).toMatchObject({ status: 'finished' });
  expect(await library.count()).toBe(2);
});
