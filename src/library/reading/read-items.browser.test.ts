import { expect, test } from 'vitest';
import { OnsightError } from '../../core/errors.ts';
import { linesOf } from '../../sample/placed-line.ts';
import { useLibrary } from '../testdata/use-library.ts';
import type { PageReader } from './read-text.ts';

const { basic, openFresh, open } = useLibrary();

/** Reads "text of <name>"; fails for the names in `bad`, and ends after `most` images. */
function reader(
  by: string,
  { bad = [], most = Infinity }: { bad?: readonly string[]; most?: number } = {},
): PageReader & {
  readonly seen: string[];
} {
  const seen: string[] = [];
  return {
    by,
    seen,
    read: (image, { name }) => {
      if (seen.length === most) return Promise.reject(new OnsightError('worker-crashed', { reason: 'it was ended' }));
      seen.push(`${String(name)} ${image instanceof File ? 'original' : 'preview'}`);
      if (bad.includes(String(name)))
        return Promise.reject(new OnsightError('image-unreadable', { name: String(name), reason: 'damaged' }));
      const lines = name === 'white.png' ? [] : [{ text: `text of ${String(name)}`, confidence: 0.9 }];
      return Promise.resolve({ lines, kind: 'document' });
    },
  };
}

test('reads each image once, goes on after an interruption, and reads again what changed', async () => {
  const library = await openFresh();
  await library.add(basic);
  await library.addTexts(['no image']);
  await expect(library.readText(reader('a 1', { most: 2 }))).rejects.toThrow('it was ended');
  await library.close();
  const again = await open();
  const rest = reader('a 1');
  expect(await again.readText(rest)).toEqual({ read: 3, failed: [] });
  expect((await again.readText(rest)).read).toBe(0);
  expect(await again.count({ hasText: true })).toBe(4);
  expect(await again.count({ kind: 'document' })).toBe(5);
  // Another version reads everything, a turned image is read again, and one that was read from its preview.
  expect((await again.readText(reader('a 2'))).read).toBe(5);
  const red = (await again.list()).find(({ metadata }) => metadata['name'] === 'red.png');
  await again.update(red?.id ?? '', { ...red?.metadata, width: 7, height: 6 });
  const turned = reader('a 2');
  await again.readText(turned);
  expect(turned.seen).toEqual(['red.png preview']);
  const original = reader('a 2');
  await again.readText(original, { originals: new Map([[red?.id ?? '', basic[0] ?? new Blob()]]) });
  expect(original.seen).toEqual(['red.png original']);
  expect((await again.readText(reader('a 2'), { ids: [red?.id ?? ''], again: true })).read).toBe(1);
});

test('a bad image fails alone and is tried again; other metadata stays', async () => {
  const library = await openFresh();
  await library.add(basic.map((file) => ({ file, metadata: { kind: 'my own', album: 'colours' } })));
  const { read, failed } = await library.readText(reader('a 1', { bad: ['blue.png'] }));
  expect([read, failed.map(({ name, code }) => [name, code])]).toEqual([4, [['blue.png', 'image-unreadable']]]);
  expect((await library.readText(reader('a 1'))).read).toBe(1);
  const items = await library.list();
  expect(items.every(({ metadata }) => metadata['kind'] === 'my own' && metadata['album'] === 'colours')).toBe(true);
  const blue = items.find(({ metadata }) => metadata['name'] === 'blue.png');
  expect(linesOf(blue ?? { metadata: {} }).map(({ text }) => text)).toEqual(['text of blue.png']);
  const hits = await library.search({ text: '"text of blue"' });
  expect(hits.find(({ lines }) => lines !== undefined)?.lines?.[0]?.text).toBe('text of blue.png');
});
