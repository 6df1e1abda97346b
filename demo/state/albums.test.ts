import { expect, test } from 'vitest';
import { albumOf, albums, deleteAlbum, read, renameAlbum, saveAlbums } from './albums.ts';

test('a search is saved once, renamed and deleted', () => {
  const search = { name: ' Cats ', text: 'cats in Kyoto ' };
  expect(saveAlbums([search])).toBe(1);
  expect(saveAlbums([search, { name: '', text: ' ' }])).toBe(0);
  expect(albumOf('cats in Kyoto')).toMatchObject({ name: 'Cats', text: 'cats in Kyoto' });
  const id = albumOf(' cats in Kyoto')?.id ?? '';
  renameAlbum(id, '  ');
  expect(albums.value).toMatchObject([{ name: 'cats in Kyoto' }]);
  renameAlbum(id, '猫');
  expect(albumOf('cats in Kyoto')?.name).toBe('猫');
  deleteAlbum(id);
  expect(albums.value).toEqual([]);
});

test.each<[string | undefined, number]>([
  [undefined, 0],
  ['', 0],
  ['{', 0],
  ['null', 0],
  ['{"a":1}', 0],
  ['[null, 1, "x", {"id":"a"}, {"id":"a","name":1,"text":"t"}, {"id":"a","name":"n","text":" "}]', 0],
  ['[{"id":"a","name":"<b>","text":"cats"}]', 1],
])('reads %j from a storage that may hold anything', (stored, count) => {
  expect(read(stored)).toHaveLength(count);
});
