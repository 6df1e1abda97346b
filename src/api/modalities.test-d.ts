import { expectTypeOf, test } from 'vitest';
import { defineModality } from '../sample/modality.ts';
import { createOnsight } from './create-onsight.ts';
import type { Library } from './library.ts';

const sensor = defineModality({
  name: 'sensor',
  space: 'mean/1',
  dims: 2,
  read: (series: readonly number[]) => ({ mean: series[0] ?? 0 }),
  encode: (contents) => contents.map(({ mean }) => [mean, 1]),
  describe: ({ mean }) => ({ mean }),
});

test('a modality keeps its name, and the type of its sources and contents', () => {
  expectTypeOf(sensor.name).toEqualTypeOf<'sensor'>();
  expectTypeOf<Parameters<typeof sensor.read>[0]>().toEqualTypeOf<readonly number[]>();
  expectTypeOf<Parameters<typeof sensor.encode>[0]>().toEqualTypeOf<readonly { mean: number }[]>();
});

test('samples and queries have fields of the modalities of their session', async () => {
  const onsight = await createOnsight({ modalities: [sensor] });
  const library = await onsight.openLibrary('machines');
  await library.add({ sensor: [1, 2], text: 'a pump', metadata: { hertz: 50 } });
  await library.add([{ sensor: [1, 2] }, 'a text', new File([], 'a.png')]);
  await library.search({ sensor: [1, 2] });
  await library.search({ text: 'a pump' });
  // @ts-expect-error a source of another type
  await library.search({ sensor: 'loud' });
  // @ts-expect-error a source of another type
  await library.add({ sensor: ['loud'] });
  // @ts-expect-error a modality that the session does not have
  await library.add({ smell: [1, 2] });
  expectTypeOf(library).toExtend<Library>();
});

test('a session without modalities takes none', async () => {
  const library = await (await createOnsight()).openLibrary('photos');
  expectTypeOf(library).toEqualTypeOf<Library>();
  // @ts-expect-error a modality that the session does not have
  await library.search({ sensor: [1, 2] });
});
