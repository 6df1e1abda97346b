import { expect, test } from 'vitest';
import { colourModel } from '../testdata/colour-model.ts';
import { useLibrary } from '../testdata/use-library.ts';

const { openFresh } = useLibrary();

/** Blue, with a red square in the lower right. */
async function redInBlue(): Promise<File> {
  const canvas = new OffscreenCanvas(140, 140);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.fillStyle = '#0000ff';
  context.fillRect(0, 0, 140, 140);
  context.fillStyle = '#ff0000';
  context.fillRect(100, 100, 40, 40);
  return new File([await canvas.convertToBlob()], 'red-in-blue.png');
}

test('shows heat where the image matches the query', async () => {
  const model = colourModel();
  const library = await openFresh(model);
  const { added } = await library.add([await redInBlue()]);
  const { data, columns, rows } = await library.explain(added[0] ?? '', { text: 'red' });
  expect([columns, rows, data.length]).toEqual([7, 7, 49]);
  expect(data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
  const hottest = data.indexOf(Math.max(...data));
  expect([hottest % 7, Math.floor(hottest / 7)].every((place) => place >= 5)).toBe(true);
  expect(data[0]).toBe(0);
  // One image was added, then one batch: the whole image and each of its cells covered.
  expect(model.batches).toEqual([1, 50]);
});

test('rejects an unknown item and one without an image', async () => {
  const library = await openFresh();
  await expect(library.explain('nobody', { text: 'red' })).rejects.toMatchObject({ code: 'item-not-found' });
  const { added } = await library.add([await redInBlue()], { thumbnail: false });
  await expect(library.explain(added[0] ?? '', { text: 'red' })).rejects.toMatchObject({ code: 'image-unreadable' });
});
