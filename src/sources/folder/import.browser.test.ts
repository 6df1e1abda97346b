import { expect, test } from 'vitest';
import { createOnsight } from '../../api/create-onsight.ts';

const folder = '/src/media/testdata/';

async function fileAt(name: string, as: string, type = ''): Promise<File> {
  return new File([await (await fetch(folder + name)).blob()], as, { type });
}

test('files are added by their content, with what they say about themselves', async () => {
  const onsight = await createOnsight({
    workerUrl: '/fixtures/vitest-worker/worker.ts',
    assetsUrl: '/dist/assets/',
    modelsUrl: '/models/',
  });
  await onsight.deleteLibrary('import');
  const library = await onsight.openLibrary('import');
  const files = [
    await fileAt('taken-2011.jpg', 'no-extension'),
    await fileAt('metadata/all.png', 'tweet.jpg_large', 'text/plain'),
    await fileAt('metadata/all.webp', 'edited.jpg~', 'image/jpeg'),
    await fileAt('metadata/all.gif', 'COPY.JPG '),
    await fileAt('metadata/all.avif', 'a.bak'),
    await fileAt('raw-with-preview.dng', 'IMG_1.DNG'),
    await fileAt('cut-at-95.jpg', 'cut.jpg'),
    await fileAt('orientation-as-long.jpg', 'turned.jpg'),
    await fileAt('odd/bmp-inside.ico', 'icon.cur'),
    await fileAt('odd/iphone.heic', 'IMG_2.JPG', 'image/jpeg'),
    await fileAt('odd/picture.tif', 'scan.tif'),
    await fileAt('odd/picture.jp2', 'scan.jp2'),
    new File(['Dear diary'], 'diary.jpg', { type: 'image/jpeg' }),
  ];
  const { added, failed } = await library.add(files);
  expect(failed.map(({ name, reason, format }) => [name, reason, format])).toEqual([
    ['IMG_2.JPG', 'unsupported', 'HEIC'],
    ['scan.tif', 'unsupported', 'TIFF'],
    ['scan.jp2', 'unsupported', 'JPEG 2000'],
    ['diary.jpg', 'not-an-image', undefined],
  ]);
  const items = await Promise.all(added.map((id) => library.get(id)));
  const metadata = Object.fromEntries(items.map((item) => [String(item?.metadata['name']), item?.metadata]));
  expect(metadata['no-extension']).toMatchObject({
    takenAt: new Date('2011-07-04T03:00:00Z'),
    takenZone: '+09:00',
    latitude: 35,
    longitude: 135,
    camera: 'Acme One',
    title: 'Lantern night',
    keywords: ['harbour festival'],
    rating: 5,
  });
  for (const name of ['tweet.jpg_large', 'edited.jpg~', 'COPY.JPG ', 'a.bak']) {
    expect(metadata[name], name).toMatchObject({ title: 'Café au lait', takenZone: '-03:30', width: 48, height: 32 });
  }
  expect(metadata['IMG_1.DNG']).toMatchObject({ preview: 'embedded', width: 512, height: 512, camera: 'Acme' });
  expect(metadata['cut.jpg']).toMatchObject({ incomplete: true, width: 512, height: 480 });
  expect(metadata['turned.jpg']).toMatchObject({ width: 480, height: 640 });
  expect(metadata['turned.jpg']).not.toHaveProperty('incomplete');
  expect(metadata['icon.cur']).toBeDefined();
  const early = await library.list({ filter: { takenAt: { lt: new Date('2015-01-01') } } });
  expect(early.map((item) => item.metadata['name'])).toEqual(['no-extension']);
  const shown = await createImageBitmap(await onsight.displayImage(files[7]!));
  expect([shown.width, shown.height]).toEqual([480, 640]);
  expect((await onsight.displayImage(files[0]!)).size).toBe(files[0]!.size);
  await expect(onsight.displayImage(files[9]!)).rejects.toMatchObject({ code: 'unsupported-media' });
  await onsight.deleteLibrary('import');
  await onsight.dispose();
});

test('what the caller says wins over what the file says', async () => {
  const onsight = await createOnsight({
    workerUrl: '/fixtures/vitest-worker/worker.ts',
    assetsUrl: '/dist/assets/',
    modelsUrl: '/models/',
  });
  await onsight.deleteLibrary('import-own');
  const library = await onsight.openLibrary('import-own');
  const file = await fileAt('taken-2011.jpg', 'a.jpg');
  const { added } = await library.add([{ file, metadata: { title: 'Mine', run: 3 } }]);
  expect((await library.get(added[0]!))?.metadata).toMatchObject({ title: 'Mine', run: 3, camera: 'Acme One' });
  await onsight.deleteLibrary('import-own');
  await onsight.dispose();
});
