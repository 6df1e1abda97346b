import { expect, test } from 'vitest';
import golden from '../testdata/odd/expected.golden.json' with { type: 'json' };
import { readImageInfos } from './image-info.ts';

interface Entry {
  readonly file: string;
  readonly type?: string;
  readonly size?: readonly number[];
}

const metadataUrl = '/dist/assets/image-metadata.js';
/** Their size is only known after decoding. */
const unknown = ['cut-half.jpg', 'orientation-6.avif'];

async function blobOf(path: string): Promise<Blob> {
  const response = await fetch(`/src/media/testdata/${path}`);
  expect(response.ok, path).toBe(true);
  return response.blob();
}

test('reads the upright size of every format with a size in its header', async () => {
  const entries = (golden as readonly Entry[]).filter(
    ({ type, file }) => type !== undefined && !unknown.includes(file),
  );
  const files = await Promise.all(entries.map(({ file }) => blobOf(`odd/${file}`)));
  const infos = await readImageInfos(files, metadataUrl);
  const told = entries.map(({ file }, index) => [file, infos[index] && [infos[index].width, infos[index].height]]);
  const sizes = entries.map(({ file, type, size }) => [file, type === 'image/x-icon' ? undefined : size]);
  expect(told).toEqual(sizes);
});

test('reads the date and time zone of a photo', async () => {
  const [info] = await readImageInfos([await blobOf('taken-2011.jpg')], metadataUrl);
  expect(info?.takenAt).toEqual(new Date('2011-07-04T12:00:00+09:00'));
});

test('returns undefined for files that are not images, are empty, or use a preview', async () => {
  const files = [new Blob(['bread, milk']), new Blob([]), await blobOf('raw-with-preview.dng')];
  expect(await readImageInfos(files, metadataUrl)).toEqual([undefined, undefined, undefined]);
});

test('reads sizes without the metadata reader', async () => {
  expect(await readImageInfos([await blobOf('odd/baseline.jpg')], '/missing.js')).toEqual([{ width: 48, height: 32 }]);
});

test('rejects with the abort reason', async () => {
  const reason = new Error('enough');
  await expect(readImageInfos([new Blob(['x'])], metadataUrl, AbortSignal.abort(reason))).rejects.toBe(reason);
});
