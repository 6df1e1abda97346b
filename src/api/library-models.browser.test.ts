import { afterAll, expect, test } from 'vitest';
import { createOnsight } from './create-onsight.ts';

const clip = 'onsight-test/clip-tiny-patch8';
const siglip = 'onsight-test/siglip-tiny-patch12-48';

/** Too small for two models at once: they take turns in memory. */
const onsight = await createOnsight({
  workerUrl: '/fixtures/vitest-worker/worker.ts',
  assetsUrl: '/dist/assets/',
  modelsUrl: '/models/',
  hubUrl: '/hub/range/',
  memoryBudgetMb: 1,
});
afterAll(() => onsight.dispose());

async function sample(name: string): Promise<File> {
  return new File([await (await fetch(`/samples/${name}.jpg`)).blob()], `${name}.jpg`, { type: 'image/jpeg' });
}

async function emptyLibrary(name: string, model?: string): ReturnType<typeof onsight.openLibrary> {
  await onsight.deleteLibrary(name);
  return onsight.openLibrary(name, model === undefined ? {} : { model });
}

test('fills, searches and reindexes libraries with different models in one page', async () => {
  const libraries = [
    await emptyLibrary('models-default'),
    await emptyLibrary('models-clip', clip),
    await emptyLibrary('models-siglip', siglip),
  ];
  const [image, other] = [await sample('red-crab-on-sand'), await sample('white-duck-standing')];
  await Promise.all(libraries.map((library) => library.add([image, other])));
  for (const library of libraries) {
    const [best] = await library.search({ image });
    expect(best?.metadata['name']).toBe('red-crab-on-sand.jpg');
    expect((await library.search({ text: 'a crab' })).length).toBe(2);
  }
  const spaces = await Promise.all(libraries.map(async (library) => (await library.status()).model));
  expect(spaces).toEqual([onsight.model.space, `${clip}@main/q8`, `${siglip}@main/q8`]);
  const again = await onsight.openLibrary('models-clip', { model: siglip });
  expect(await again.status()).toMatchObject({ model: spaces[2], isCurrent: false, searchedModel: spaces[1] });
  expect((await again.search({ image }))[0]?.metadata['name']).toBe('red-crab-on-sand.jpg');
  expect(await again.reindex()).toMatchObject({ failed: [] });
  expect(await again.status()).toMatchObject({ isCurrent: true, searchedModel: spaces[2] });
  expect(await libraries[0]!.status()).toMatchObject({ isCurrent: true, searchedModel: spaces[0] });
});

test('rejects a model without an embedding space, naming the capability and the option', async () => {
  const opening = onsight.openLibrary('models-none', { model: 'onsight-test/captioning-hub' });
  await expect(opening).rejects.toMatchObject({ code: 'unsupported-model' });
  await expect(opening).rejects.toThrow(/captioning-hub.*`encode:text`.*openLibrary/);
  await expect(onsight.openLibrary('models-none', { model: '../x' })).rejects.toThrow(TypeError);
});

test('load of a named embedding model reports that it changes no task of the session', async () => {
  const { loadedTasks, sessionTasks, model } = await onsight.load(clip);
  expect([model.id, loadedTasks, sessionTasks]).toEqual([clip, ['embed-text', 'embed-image'], []]);
  expect(await onsight.load('onsight-test/captioning-hub')).toMatchObject({ sessionTasks: ['caption'] });
  expect(await onsight.load({ tasks: ['embed-text'] })).toMatchObject({ sessionTasks: ['embed-text'] });
});
