import { afterAll, expect, test } from 'vitest';
import { createOnsight } from './create-onsight.ts';
import { openPageStore } from './store/open-page-store.ts';

const urls = {
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
};
const onsight = await createOnsight(urls);
const library = await onsight.openLibrary('misuse');
const store = await openPageStore('misuse', { dims: 2, workerUrl: '/fixtures/vitest-worker/store-worker.ts' });
afterAll(async () => {
  await onsight.deleteLibrary('misuse');
  await onsight.dispose();
  await store.destroy();
});

// As a page in plain JavaScript may hand in.
const any = (value: unknown): never => value as never;
const vector = [1, 0];
const photo = new Blob(['x']);
type Case = readonly [what: string, call: () => unknown, message: RegExp];

const created: readonly Case[] = [
  ["createOnsight('Xenova/clip')", () => createOnsight(any('Xenova/clip')), /`options` to be an object, got string/],
  ['createOnsight(null)', () => createOnsight(any(null)), /`options` to be an object, got null/],
  ['model: 5', () => createOnsight({ ...urls, model: any(5) }), /`model` to be an object, got number/],
  ['model: null', () => createOnsight({ ...urls, model: any(null) }), /`model` to be an object, got null/],
  ['model: { clip }', () => createOnsight({ ...urls, model: any({ clip: 'a' }) }), /Unknown task `clip`/],
  ['device', () => createOnsight({ ...urls, device: any('gpu') }), /`device` to be 'auto', .*got `gpu`/],
  ['modelsUrl: 5', () => createOnsight({ ...urls, modelsUrl: any(5) }), /`modelsUrl` to be an address, got `number`/],
  ['modelsUrl: {}', () => createOnsight({ ...urls, modelsUrl: any({}) }), /`modelsUrl` to be an address, got `object`/],
  ['workerUrl', () => createOnsight({ workerUrl: 'http://[' }), /`workerUrl` to be an address, got `http:..\[`/],
  [
    'assetsUrl: null',
    () => createOnsight({ ...urls, assetsUrl: any(null) }),
    /`assetsUrl` to be an address, got `null`/,
  ],
  ['memoryBudgetMb', () => createOnsight({ ...urls, memoryBudgetMb: any('9') }), /`memoryBudgetMb` to be an integer/],
  ['onProgress', () => createOnsight({ ...urls, onProgress: any(true) }), /`onProgress` to be a function, got boolean/],
  ['signal: null', () => createOnsight({ ...urls, signal: any(null) }), /`signal` to be an AbortSignal, got null/],
  ['openStore(5)', () => openPageStore(any(5), { dims: 2 }), /`name` to be a non-empty string, got `number`/],
  ['openStore signal', () => openPageStore('x', { dims: 2, signal: any(null) }), /`signal` to be an AbortSignal/],
  ['openStore({ dim })', () => openPageStore('x', any({ dims: 2, dim: 3 })), /Unknown option `dim` of `openStore`/],
];

const onsightCalls: readonly Case[] = [
  ['embedText(5)', () => onsight.embedText(any(5)), /`text` to be a non-empty string, got `number`/],
  ['embedText(null)', () => onsight.embedText(any(null)), /`text` to be a non-empty string, got `null`/],
  ['embedText(signal)', () => onsight.embedText('a', { signal: any({}) }), /`signal` to be an AbortSignal/],
  ['classify labels', () => onsight.classify(photo, any('dog')), /`labels` to be an array/],
  ['caption(null)', () => onsight.caption(any(null)), /^Expected/],
  ['ask(image)', () => onsight.ask(photo, any(undefined)), /`question` to be a non-empty string, got `undefined`/],
  ['match(image)', () => onsight.match(photo, any(undefined)), /`text` to be a string or an array/],
  ['load(null)', () => onsight.load(any(null)), /`model` to be an object, got null/],
  ['modelFor', () => onsight.modelFor(any('vqa')), /`task` to be one of .*, got `vqa`/],
  ['openLibrary()', () => onsight.openLibrary(any(undefined)), /`name` to be a non-empty string/],
  ['imageInfo(file)', () => onsight.imageInfo(any(photo)), /`files` to be an array or another iterable/],
  ['displayImage', () => onsight.displayImage(any('a')), /`file` to be a Blob/],
  ['models.info(null)', () => onsight.models.info(any(null)), /`model` to be an object, got null/],
  ['models.delete(5)', () => onsight.models.delete(any(5)), /^Expected/],
  ['models.cost(5)', () => onsight.models.cost(any(5)), /`options` to be an object/],
];

const libraryCalls: readonly Case[] = [
  ['add()', () => library.add(any(undefined)), /^Expected/],
  ['add(photo, signal)', () => library.add(photo, { signal: any(new AbortController()) }), /pass its `signal`/],
  ['addTexts(text)', () => library.addTexts(any('a')), /`texts` to be an array or another iterable, got string/],
  ['search()', () => library.search(any(undefined)), /^Expected a query with a `text`/],
  ["search('a')", () => library.search(any('a')), /^Expected a query with a `text`/],
  ['search({})', () => library.search({}), /^Expected a query with/],
  ['search(q, null)', () => library.search({ text: 'a' }, any(null)), /`options` to be an object, got null/],
  [
    'search limit',
    () => library.search({ text: 'a' }, { limit: any('2') }),
    /`limit` to be an integer >= 1, got `string`/,
  ],
  ['search filter', () => library.search({ text: 'a' }, { filter: any('a') }), /^Expected/],
  ['get(5)', () => library.get(any(5)), /`id` to be a non-empty string, got `number`/],
  ['thumbnail()', () => library.thumbnail(any(undefined)), /`id` to be a non-empty string/],
  ['count(filter)', () => library.count({ filter: any(5) }), /^Expected/],
  ['update(id)', () => library.update('a', any(undefined)), /`metadata` to be an object, got undefined/],
  ['delete()', () => library.delete(any(undefined)), /`ids` to be an array or another iterable, got undefined/],
  ['delete([5])', () => library.delete(any([5])), /`id` to be a non-empty string, got `number`/],
  ['restore()', () => library.restore(any(undefined)), /^Expected/],
  ['duplicates(level)', () => library.duplicates({ level: any('x') }), /`level`/],
  ['onChange()', () => library.onChange(any(undefined)), /`listener` to be a function, got undefined/],
];

const storeCalls: readonly Case[] = [
  ['add(id: null)', () => store.add({ id: any(null), vector }), /`id` to be a non-empty string, got `null`/],
  ['add(row, null)', () => store.add({ vector }, any(null)), /`options` to be an object, got null/],
  ['add(replce)', () => store.add({ vector }, any({ replce: true })), /Unknown option `replce` of `add`/],
  ['add(replace: 1)', () => store.add({ vector }, { replace: any(1) }), /`replace` to be true or false, got number/],
  ['add(function)', () => store.add({ vector, metadata: any({ f: () => 1 }) }), /`rows.0.metadata.f` .*got a function/],
  ['addMany(row)', () => store.addMany(any({ vector })), /^Expected/],
  [
    'search(signal: null)',
    () => store.search(vector, { signal: any(null) }),
    /`signal` to be an AbortSignal, got null/,
  ],
  ['search(v, null)', () => store.search(vector, any(null)), /`options` to be an object, got null/],
  ['search(limit)', () => store.search(vector, { limit: any('2') }), /`limit` to be an integer >= 1, got `string`/],
  ['search()', () => store.search(any(undefined)), /^Expected a vector/],
  ['searchMany(5)', () => store.searchMany(any(5)), /^Expected/],
  ['count(BigInt)', () => store.count({ year: any(2020n) }), /^Expected the filter of `year`.*got bigint/],
  ['count(null)', () => store.count(any(null)), /^Expected/],
  ['has(5)', () => store.has(any(5)), /`ids`/],
  ['export(csv)', () => store.export({ format: any('csv') }), /`format` to be 'onsight' or 'jsonl', got `csv`/],
  ['scan(null)', () => store.scan(any(null)), /`options` to be an object, got null/],
  ['verify(repair)', () => store.verify({ repair: any('yes') }), /`repair` to be true or false, got string/],
  ['onChange(5)', () => store.onChange(any(5)), /`listener` to be a function, got number/],
  ['import(x)', () => store.import(any('x')), /`file` to be a Blob/],
];

test.each([...created, ...onsightCalls, ...libraryCalls, ...storeCalls])('rejects %s', async (_, call, message) => {
  // A call that throws at once is as good as one that rejects.
  const made = Promise.resolve().then(call);
  await expect(made).rejects.toThrow(message);
  await expect(made).rejects.toSatisfy((error) => error instanceof TypeError || error instanceof RangeError);
});

test('works behind a Proxy, as a reactive framework makes them', async () => {
  const [proxied, items, rows] = [onsight, library, store].map((instance) => new Proxy(instance, {})) as unknown as [
    typeof onsight,
    typeof library,
    typeof store,
  ];
  expect(proxied.model.dims).toBeGreaterThan(0);
  expect(await proxied.models.stored()).toBeInstanceOf(Array);
  expect(await items.count()).toBe(0);
  expect(await rows.count()).toBe(0);
});
