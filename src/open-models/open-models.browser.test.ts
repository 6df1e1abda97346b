import { afterEach, expect, test } from 'vitest';
import { catchHeap } from '../runtime/testdata/catch-heap.ts';
import { countSessions } from '../runtime/testdata/count-sessions.ts';
import { Engine } from '../worker/engine.ts';

const heap = catchHeap();
const openSessions = countSessions();

const pixel = Uint8ClampedArray.from({ length: 4 * 224 * 224 }, (_, at) => (at % 4 === 3 ? 255 : at % 251));

interface Model {
  readonly id: string;
  /** Sessions that `use` creates. */
  readonly sessions: number;
  readonly use: (engine: Engine) => Promise<readonly number[]>;
}

function embedder(id: string, sessions: number): Model {
  return {
    id,
    sessions,
    use: async (engine) => {
      const [text] = await engine.capability({ id }, 'encode:text', {}, (model) => model.embedTexts(['a dog']));
      const [image] = await engine.capability({ id }, 'encode:image', {}, (model) => {
        const [width, height] = model.image.size;
        return model.embedImages([{ width, height, data: pixel.slice(0, 4 * width * height) }]);
      });
      return [...text!, ...image!];
    },
  };
}

const captioner: Model = {
  id: 'onsight-test/captioning-hub',
  sessions: 3,
  use: (engine) =>
    engine.capability({ id: captioner.id }, 'generate', { task: 'caption' }, async (model) => {
      const [width, height] = model.image.size;
      const read = () => Promise.resolve({ width, height, data: pixel.slice(0, 4 * width * height) });
      const { score } = await model.caption({ key: 'pattern', read }, { beams: 1, maxNewTokens: 3 });
      return [score];
    }),
};

const models = [
  embedder('onsight-test/clip-tiny-patch8', 2),
  embedder('onsight-test/siglip-tiny-patch12-48', 2),
  captioner,
] as const;

const engines: Engine[] = [];

/** ORT can start once per realm, so there is one engine for each budget and they share the runtime. */
function engineOf(memoryBudgetMb: number): Engine {
  const engine = new Engine({
    device: 'wasm',
    embed: { id: 'starter' },
    modelsUrl: new URL('/models/', location.href).href,
    assetsUrl: new URL('/dist/assets/', location.href).href,
    baseUrl: location.href,
    hubUrl: new URL('/hub/range/', location.href).href,
    memoryBudgetMb,
  });
  const [first] = engines;
  engines.push(engine);
  return first === undefined ? engine : Object.assign(engine, { runtime: first.runtime });
}

afterEach(() => Promise.all(engines.map((engine) => engine[Symbol.asyncDispose]())));

/** All sequences of three models, repeats included. */
const orders = models.flatMap((a) => models.flatMap((b) => models.map((c) => [a, b, c] as const)));

const roomy = engineOf(512);
const expected = new Map<Model, readonly number[]>();
for (const model of models) expected.set(model, await model.use(roomy));
const allMb = roomy.openBytes / 2 ** 20;
await roomy[Symbol.asyncDispose]();

test('unloads nothing within the budget', async () => {
  for (const model of models) await model.use(roomy);
  expect(openSessions()).toBe(models.reduce((sum, { sessions }) => sum + sessions, 0));
  await roomy[Symbol.asyncDispose]();
  expect(openSessions()).toBe(0);
});

test.each([
  ['one model', 0.01, 1],
  ['two models', 0.999 * allMb, 2],
])('with room for %s, models open, are evicted and open again in every order', async (_name, budgetMb, most) => {
  const engine = engineOf(budgetMb);
  for (const order of orders) {
    for (const [index, model] of order.entries()) {
      expect(await model.use(engine)).toEqual(expected.get(model));
      const latest = [...new Set(order.slice(0, index + 1).toReversed())].slice(0, most);
      await expect.poll(openSessions).toBe(latest.reduce((sum, { sessions }) => sum + sessions, 0));
    }
    await engine[Symbol.asyncDispose]();
    expect(openSessions()).toBe(0);
  }
});

test('never evicts a model in use', async () => {
  const engine = engineOf(0.01);
  const [clip, siglip] = models;
  const inside = await engine.capability({ id: clip.id }, 'encode:text', {}, async (model) => {
    const [before] = await model.embedTexts(['a dog']);
    await siglip.use(engine);
    const [after] = await model.embedTexts(['a dog']);
    return [before, after];
  });
  expect(inside[0]).toEqual(inside[1]);
  expect(await siglip.use(engine)).toEqual(expected.get(siglip));
  await expect.poll(openSessions).toBe(siglip.sessions);
  await engine[Symbol.asyncDispose]();
  expect(openSessions()).toBe(0);
});

test('serves more concurrent models than fit, without leaking a session', async () => {
  const engine = engineOf(0.01);
  for (let round = 0; round < 3; round += 1) {
    const results = await Promise.all([...models, ...models].map((model) => model.use(engine)));
    for (const [index, model] of [...models, ...models].entries()) expect(results[index]).toEqual(expected.get(model));
  }
  await engine[Symbol.asyncDispose]();
  expect(openSessions()).toBe(0);
});

test('leaks no session if a call is aborted while its model loads', async () => {
  const engine = engineOf(0.01);
  for (const delayMs of [0, 1, 3, 10, 30]) {
    const signal = AbortSignal.timeout(delayMs);
    const [clip, siglip] = models;
    const call = engine.capability({ id: clip.id }, 'encode:text', { signal }, (model) =>
      model.embedTexts(['a dog'], { signal }),
    );
    await Promise.allSettled([call, siglip.use(engine)]);
    expect(await clip.use(engine)).toEqual(expected.get(clip));
  }
  await engine[Symbol.asyncDispose]();
  expect(openSessions()).toBe(0);
});

test('the heap does not grow over 50 rounds of evictions, the starter among them', async () => {
  const engine = engineOf(0.01);
  const round = async (): Promise<void> => {
    for (const model of models) await model.use(engine);
  };
  await embedder('starter', 2).use(engine);
  for (let warm = 0; warm < 5; warm += 1) await round();
  const before = heap()!.buffer.byteLength;
  for (let times = 0; times < 50; times += 1) await round();
  expect(heap()!.buffer.byteLength).toBe(before);
  expect(openSessions()).toBe(captioner.sessions);
  await engine[Symbol.asyncDispose]();
  expect(openSessions()).toBe(0);
});
