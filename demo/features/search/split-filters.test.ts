import fc from 'fast-check';
import { filterItems } from 'onsight/store';
import { expect, test } from 'vitest';
import type { FacetName } from '../../state/search-state.ts';
import { facets } from './facets/facets.ts';
import { toLibraryFilter } from './facets/find-values.ts';
import { splitFilters, withoutSource } from './split-filters.ts';

type Metadata = Parameters<(typeof facets)['place']['valuesOf']>[0];

const now = new Date(2026, 11, 1, 15);
const known = new Map<FacetName, readonly string[]>([
  ['camera', ['Canon EOS R5', 'Canon EOS R5 C', 'Apple', 'Apple iPhone 15', 'NIKON D70']],
  ['place', ['Kyoto', 'New York', 'Nice', '北京', 'São Paulo', 'US']],
  ['folder', ['Holidays', 'Holidays/Sommer 2024', '家人']],
  ['type', ['JPEG', 'PNG', 'CR3', 'RAW']],
  ['keyword', ['beach', 'Beach house', '日落']],
  ['people', ['Ada Lovelace', '李雷']],
]);

/** The filters of a text in short, and the words that are left. */
function split(typed: string): readonly string[] {
  const { rest, filters } = splitFilters(typed, { now, known });
  const short = filters.map((filter) => {
    if (filter.kind === 'date') return `date:${filter.from.toLocaleDateString('sv')}`;
    return filter.kind === 'name' ? `name:${filter.source}` : `${filter.facet}:${filter.value}`;
  });
  return [...short, rest];
}

test.each<readonly [string, ...string[]]>([
  ['a dog', 'a dog'],
  ['', ''],
  ['   ', ''],
  // Cameras
  ['dogs canon eos r5', 'camera:Canon EOS R5', 'dogs'],
  ['dogs Canon EOS R5 C', 'camera:Canon EOS R5 C', 'dogs'],
  ['camera:"Canon EOS R5" dogs', 'camera:Canon EOS R5', 'dogs'],
  ['camera:Canon EOS R5 dogs', 'camera:Canon EOS R5', 'dogs'],
  ['camera:canon dogs', 'camera:canon', 'dogs'],
  ['Camera: nikon d70', 'camera:NIKON D70', ''],
  ['相机：Apple iPhone 15 的狗', 'camera:Apple iPhone 15', '的狗'],
  ['狗 相机:“NIKON D70”', 'camera:NIKON D70', '狗'],
  ['apple pie', 'apple pie'],
  ['NIKON D700', 'NIKON D700'],
  ['camera: ', ''],
  ['a camera', 'a camera'],
  ['camera on a tripod', 'camera on a tripod'],
  // Places
  ['temples in Kyoto', 'place:Kyoto', 'temples'],
  ['kyoto temples', 'place:Kyoto', 'temples'],
  ['new york at night', 'place:New York', 'at night'],
  ['from São Paulo', 'place:São Paulo', ''],
  ['a nice dog', 'a nice dog'],
  ['dogs in Nice', 'place:Nice', 'dogs'],
  ['place:nice dogs', 'place:Nice', 'dogs'],
  ['在北京的狗', 'place:北京', '狗'],
  ['北京 烤鸭', 'place:北京', '烤鸭'],
  ['北京烤鸭', '北京烤鸭'],
  ['北京拍的狗', 'place:北京', '狗'],
  ['地点：北京', 'place:北京', ''],
  ['Paris at night', 'Paris at night'],
  ['show us dogs', 'show us dogs'],
  ['kyotoite', 'kyotoite'],
  // Folders
  ['folder:holidays beach', 'folder:Holidays', 'beach'],
  ['folder:"Holidays/Sommer 2024"', 'folder:Holidays/Sommer 2024', ''],
  ['folder:sommer', 'folder:sommer', ''],
  ['文件夹：家人 合影', 'folder:家人', '合影'],
  // Types
  ['png files', 'type:PNG', ''],
  ['type:png dogs', 'type:PNG', 'dogs'],
  ['jpgs of dogs', 'type:JPEG', 'of dogs'],
  ['PNG图片', 'type:PNG', ''],
  ['raw meat', 'raw meat'],
  ['raw photos', 'type:RAW', ''],
  ['格式：PNG 狗', 'type:PNG', '狗'],
  ['gif', 'gif'],
  // Keywords and people
  ['keyword:beach', 'keyword:beach', ''],
  ['tag:Beach house', 'keyword:Beach house', ''],
  ['关键词:日落', 'keyword:日落', ''],
  ['beach house', 'beach house'],
  ['person:"ada lovelace"', 'people:Ada Lovelace', ''],
  ['人物：李雷 海边', 'people:李雷', '海边'],
  // Captions
  ['dogs with captions', 'captions:with', 'dogs'],
  ['dogs without captions', 'captions:without', 'dogs'],
  ['有描述的狗', 'captions:with', '狗'],
  ['没有描述的照片', 'captions:without', '照片'],
  ['meme with a caption about cats', 'meme with a caption about cats'],
  // Dates and file names
  ['beach last summer', 'date:2026-06-01', 'beach'],
  ['去年夏天的海滩', 'date:2025-06-01', '海滩'],
  ['IMG_1.jpg', 'name:IMG_1.jpg', 'IMG_1.jpg'],
  ['dogs in kyoto last summer canon eos r5', 'camera:Canon EOS R5', 'place:Kyoto', 'date:2026-06-01', 'dogs'],
  // Quotations are words.
  ['"in Kyoto"', '"in Kyoto"'],
  ['"with captions" dogs', '"with captions" dogs'],
  ['"last summer" in Kyoto', 'place:Kyoto', '"last summer"'],
  ['“camera:x”', '“camera:x”'],
  ['dog -"camera:x"', 'dog -"camera:x"'],
  ['「去年夏天」', '「去年夏天」'],
])('splits %j', (typed, ...expected) => {
  expect([...split(typed)].sort()).toEqual([...expected].sort());
});

test('any text is split without failing, and removing all sources leaves no filter', () => {
  const piece = fc.constantFrom(
    ...['camera:', '相机：', '"', '“', '”', ' ', 'Canon EOS R5', 'in ', 'Kyoto', '北京', '在', 'with captions', '描述'],
    ...['(', '[', '\\', '$&', '*', 'png', '.jpg', '-', ':', '\ue000', 'last summer', '没有', '🐶', '\ud800'],
  );
  const typed = fc
    .oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((all) => all.join('')),
    )
    // Private characters stand for quotations while a text is read.
    .map((text) => text.replace(/[\ue000-\uf8ff]/g, ''));
  fc.assert(
    fc.property(typed, (text) => {
      const { filters } = splitFilters(text, { now, known });
      for (const { filter } of filters) filterItems([{ metadata: {} }], filter);
      for (const { source } of filters) expect(withoutSource(text, source).length).toBeLessThan(text.length);
    }),
    { numRuns: 500 },
  );
});

test('hostile values of metadata are only ever compared', () => {
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('.*', '(', '\\', '[a-z', '$1', 'a|b', '(?<x>'));
  fc.assert(
    fc.property(fc.array(value), fc.string(), (values, typed) => {
      const hostile = new Map((Object.keys(facets) as FacetName[]).map((name) => [name, values] as const));
      splitFilters(typed, { now, known: hostile });
      splitFilters(values.join(' '), { now, known: hostile });
    }),
  );
});

test('a photo has a value exactly if it passes the filter for it', () => {
  const text = fc.constantFrom('Kyoto', 'kyoto', '京都', 'a/b', 'a', 'ab', 'a/c', '', ' ');
  const other = fc.oneof(fc.array(text), fc.integer(), fc.boolean());
  const type = fc.constantFrom('image/jpeg', 'image/png', 'image/x-canon-cr3', 'image/gif', '', 'video/mp4');
  const one = fc.oneof(text, other);
  const fields = { city: one, country: one, camera: one, folder: one, caption: one, keywords: other, people: other };
  const metadata = fc
    .record({ ...fields, type, preview: fc.constant('embedded') }, { requiredKeys: [] })
    .map((record): Metadata => ({ ...record }));
  fc.assert(
    fc.property(metadata, metadata, fc.constantFrom(...(Object.keys(facets) as FacetName[])), (first, second, name) => {
      const { valuesOf, filterOf } = facets[name];
      const own = valuesOf(first).map((value) => value.toLowerCase());
      for (const value of [...valuesOf(first), ...valuesOf(second)]) {
        const passes = filterItems([{ metadata: first }], filterOf(value)).length === 1;
        expect([name, value, passes]).toEqual([name, value, own.includes(value.toLowerCase())]);
      }
    }),
    { numRuns: 500 },
  );
});

test.each<[string, string | undefined, string]>([
  ['dogs sort:oldest', 'oldest', 'dogs'],
  ['sort:name', 'name', ''],
  ['排序：最新 狗', 'newest', '狗'],
  ['sort of dogs', undefined, 'sort of dogs'],
  ['sort:size', undefined, 'sort:size'],
  ['"sort:name"', undefined, '"sort:name"'],
])('reads the order of %j', (typed, by, rest) => {
  const split = splitFilters(typed, { now, known });
  expect([split.order?.by, split.rest]).toEqual([by, rest]);
});

test('of two cameras each will do, and of two keywords both must be there', () => {
  const items = [
    { id: 1, metadata: { camera: 'NIKON D70', keywords: ['beach', '日落'] } },
    { id: 2, metadata: { camera: 'Canon EOS R5', keywords: ['beach'] } },
    { id: 3, metadata: { camera: 'Apple' } },
  ];
  const found = (typed: string): readonly number[] =>
    filterItems(items, toLibraryFilter(splitFilters(typed, { now, known }).filters)).map(({ id }) => id);
  expect(found('camera:"NIKON D70" camera:"Canon EOS R5"')).toEqual([1, 2]);
  expect(found('camera:can')).toEqual([2]);
  expect(found('keyword:beach keyword:日落')).toEqual([1]);
  expect(found('camera:pentax')).toEqual([]);
  expect(found('dogs')).toEqual([1, 2, 3]);
});
