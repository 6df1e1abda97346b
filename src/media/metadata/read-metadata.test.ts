import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cr3File, rafFile, tiffFile } from '../testdata/raw-files.ts';
import { readImageMetadata } from './read-metadata.ts';

const folder = 'src/media/testdata/';
const blobOf = (name: string): Blob => new Blob([readFileSync(folder + name)]);

test('reads EXIF, IPTC and XMP of a photo', async () => {
  expect(await readImageMetadata(blobOf('taken-2011.jpg'), 'image/jpeg')).toEqual({
    takenAt: new Date('2011-07-04T12:00:00+09:00'),
    takenZone: '+09:00',
    latitude: 35,
    longitude: 135,
    camera: 'Acme One',
    title: 'Lantern night',
    description: 'Aunt at the lantern night',
    keywords: ['harbour festival'],
    rating: 5,
  });
});

const all = {
  takenAt: new Date('2019-12-31T23:59:58-03:30'),
  takenZone: '-03:30',
  latitude: -33.5,
  longitude: -70.25,
  camera: 'NIKON D70',
  lens: 'AF 50mm',
  title: 'Café au lait',
  description: 'On the <quay> & beyond',
  keywords: ['bridge', '夜景'],
  rating: 4,
  author: 'Ana',
  copyright: 'CC0',
};

test.each(['jpg', 'png', 'webp', 'avif'])('reads the same metadata from %s', async (format) => {
  const mime = `image/${format === 'jpg' ? 'jpeg' : format}`;
  expect(await readImageMetadata(blobOf(`metadata/all.${format}`), mime)).toEqual({ ...all, altitude: -12 });
});

test('reads XMP from GIF', async () => {
  expect(await readImageMetadata(blobOf('metadata/all.gif'), 'image/gif')).toEqual(all);
});

test('reads camera raw files: TIFF by any header, the JPEG in a RAF, the blocks of a CR3', async () => {
  const entries = { 0x010f: 'Acme', 0x0110: 'Acme One' };
  const exposure = tiffFile([{ entries: { 0x9003: '2011:07:04 12:00:00', 0x9011: '+09:00' } }]);
  const taken = { takenAt: new Date('2011-07-04T12:00:00+09:00'), takenZone: '+09:00' };
  const camera = 'Acme One';
  expect(await readImageMetadata(new Blob([tiffFile([{ entries }])]), 'image/tiff')).toEqual({ camera });
  const rw2 = new Blob([tiffFile([{ entries }], { magic: 0x55 })]);
  expect(await readImageMetadata(rw2, 'image/x-panasonic-rw2')).toEqual({ camera });
  const jpeg = new Uint8Array(readFileSync(`${folder}taken-2011.jpg`));
  expect(await readImageMetadata(new Blob([rafFile(jpeg)]), 'image/x-fuji-raf')).toMatchObject({ camera, ...taken });
  const cr3 = new Blob([cr3File({ camera: tiffFile([{ entries }]), exposure, preview: jpeg })]);
  expect(await readImageMetadata(cr3, 'image/x-canon-cr3')).toEqual({ camera, ...taken });
});

test('returns what it can read of damaged files and never rejects', async () => {
  const bytes = new Uint8Array(readFileSync(`${folder}metadata/all.jpg`));
  const mimes = fc.constantFrom('image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif', 'image/tiff', 'x');
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length), fc.nat(4000), fc.nat(255), mimes, async (length, at, value, mime) => {
      const damaged = bytes.slice(0, length);
      if (at < length) damaged[at] = value;
      await readImageMetadata(new Blob([damaged]), mime);
    }),
    { numRuns: 60 },
  );
});
