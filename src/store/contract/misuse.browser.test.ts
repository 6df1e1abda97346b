import { describe, expect, test } from 'vitest';
import { openPageStore } from '../../api/store/open-page-store.ts';
import type { NewRow } from './item.ts';
import { openIndexedStore as openStore } from '../open-store.ts';
import type { Store } from './store.ts';
import { targets } from '../testdata/store-targets.ts';
import { dims, options, useStores, vectorOf } from '../testdata/use-stores.ts';

const { freshName, openWith } = useStores();
// As a page in plain JavaScript may hand in.
const none = undefined as never;

test('opening without options reports what is missing', async () => {
  for (const open of [openStore, openPageStore])
    await expect(open('x', none)).rejects.toThrow(new TypeError('Expected `options` to be an object, got undefined.'));
});

describe.each(targets)('%s', (_, openIn) => {
  const open = (): Promise<Store> =>
    openWith(openIn, freshName(), { ...options, metadata: { year: 'number', tags: 'string[]' } });

  test('rejects an invalid schema', async () => {
    await expect(openIn('x', { dims, metadata: null as never })).rejects.toThrow(
      /`metadata` to be an object, got null/,
    );
    await expect(openIn('x', { dims, metadata: { a: 'int' as never } })).rejects.toThrow(/got 'int'/);
  });

  test('rejects an invalid row, id, change or file with a TypeError that names it', async () => {
    const store = await open();
    await store.add({ id: 'a', vector: vectorOf(1) });
    const wrong: readonly (readonly [RegExp, () => Promise<unknown>])[] = [
      [/`?row`? to be an object, got undefined/, () => store.add(none)],
      [/a vector to be a Float32Array or an array of numbers, got null/, () => store.add({ vector: null as never })],
      [/got a Float64Array/, () => store.add({ vector: new Float64Array(dims) as never })],
      [/`ids` to be an id or an array of ids, got undefined/, () => store.delete(none)],
      [/Expected an id to be a string, got undefined/, () => store.delete([none])],
      [/`ids` to be an id or an array of ids, got `5`/, () => store.has(5 as never)],
      [/Expected `id` to be .*string/, () => store.get(none)],
      [/`change` to be an object/, () => store.update('a', none)],
      [/`metadata` or `vector`, got `year`/, () => store.update('a', { year: 5 } as never)],
      [/`file` to be a Blob or/, () => store.import(none)],
      [/`file` to be a Blob or/, () => store.import('a,b' as never)],
      [/`year.contains` is for strings and lists; `year` is a number/, () => store.count({ year: { contains: '2' } })],
    ];
    for (const [message, call] of wrong) {
      await expect(call(), String(message)).rejects.toThrow(message);
      await expect(call()).rejects.toThrow(TypeError);
    }
    expect(await store.count()).toBe(1);
  });

  test('names the invalid row of a batch', async () => {
    const store = await open();
    const add = (row: NewRow): Promise<unknown> => store.addMany([{ id: 'good', vector: vectorOf(1) }, row]);
    await expect(add({ id: 'b', vector: new Float32Array(dims) })).rejects.toThrow(
      new RangeError('Row "b": Expected a vector with a direction, got one with only zeros.'),
    );
    await expect(add({ id: 'b', vector: vectorOf(1), metadata: { yeer: 1 } })).rejects.toThrow(/^Row "b": Unknown/);
    await expect(add({ id: 'b', vector: [1] })).rejects.toMatchObject({
      code: 'dimension-mismatch',
      message: expect.stringContaining('vector of row "b" has 1') as string,
    });
  });

  test('treats an undefined field as missing, and keeps the sign of a zero', async () => {
    const store = await open();
    await store.addMany([
      { id: 'a', vector: vectorOf(1), metadata: { year: none, tags: ['x'] } },
      { id: 'b', vector: vectorOf(2), metadata: { year: -0 } },
    ]);
    expect(await store.get('a')).toEqual({ id: 'a', metadata: { tags: ['x'] } });
    expect(await store.count({ year: { exists: false } })).toBe(1);
    expect((await store.get('b'))?.metadata['year']).toBe(-0);
  });

  test('names the closed store in the error of later calls', async () => {
    const name = freshName();
    const store = await openWith(openIn, name, options);
    await store.close();
    await expect(store.count()).rejects.toThrow(`The store "${name}" was disposed`);
  });
});
