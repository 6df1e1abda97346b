import { expect, test } from 'vitest';
import { createOnsight } from '../api/create-onsight.ts';

test('reads images while the model runs; broken and aborted ones affect no others', async () => {
  const onsight = await createOnsight({
    workerUrl: '/fixtures/vitest-worker/worker.ts',
    assetsUrl: '/dist/assets/',
    modelsUrl: '/models/',
  });
  const names = ['red-crab-on-sand.jpg', 'white-duck-standing.jpg', 'eiffel-tower-paris.jpg'];
  const files = await Promise.all(
    names.map(async (name) => new File([await (await fetch(`/samples/${name}`)).blob()], name)),
  );
  await onsight.deleteLibrary('pictures');
  const library = await onsight.openLibrary('pictures');
  const broken = new File([files[0]!.slice(0, 2000)], 'cut.jpg');
  const [added, alone] = await Promise.all([library.add([...files, broken]), onsight.embedImage(files[0]!)]);
  expect(added.added.length).toBe(3);
  expect(added.failed).toMatchObject([{ name: 'cut.jpg', code: 'image-unreadable' }]);
  expect(alone.length).toBe(onsight.model.dims);
  const controller = new AbortController();
  const reason = new Error('no more');
  const reading = onsight.embedImage(files[1]!, { signal: controller.signal });
  controller.abort(reason);
  await expect(reading).rejects.toBe(reason);
  await onsight.deleteLibrary('pictures');
  await onsight.dispose();
});
