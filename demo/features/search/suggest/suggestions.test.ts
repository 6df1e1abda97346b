import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPhoto } from '../../../state/library/photo.ts';
import { splitFilters } from '../split-filters.ts';
import { knownValues } from '../facets/facet-values.ts';
import { suggest, type SuggestContext } from './suggestions.ts';

type Metadata = Parameters<typeof toPhoto>[0]['metadata'];

const contextOf = (all: readonly Metadata[], language: 'en' | 'zh' = 'en'): SuggestContext => ({
  items: all.map((metadata, index) => ({
    photo: toPhoto({ id: String(index), addedAt: 0, modality: 'image', metadata }),
    metadata,
  })),
  albums: [{ name: 'Best of Kyoto', text: 'in Kyoto' }],
  language,
  now: new Date(2026, 11, 1),
});

const photos: readonly Metadata[] = [
  { camera: 'Canon EOS R5', city: 'Kyoto', takenAt: new Date(2024, 4, 3), type: 'image/jpeg', keywords: ['temple'] },
  { camera: 'Canon EOS R5', city: '北京', takenAt: new Date(2024, 4, 9), type: 'image/png', caption: 'a wall' },
  {
    camera: 'NIKON D70',
    folder: 'Holidays/Sommer 2024',
    takenAt: new Date(2023, 0, 2),
    keywords: ['my "best"', '日落'],
  },
];

test.each<[string, ...string[]]>([
  ['can', 'camera Canon EOS R5 2'],
  ['dogs cano', 'camera Canon EOS R5 2'],
  ['eos', 'camera Canon EOS R5 2'],
  ['canon eos r5', 'camera Canon EOS R5 2'],
  ['c'],
  ['camera:', 'camera Canon EOS R5 2', 'camera NIKON D70 1'],
  ['dogs 相机：n', 'camera NIKON D70 1'],
  ['in Kyoto can', 'camera Canon EOS R5 1'],
  ['in Kyoto nik'],
  ['somm', 'folder Holidays/Sommer 2024 1'],
  ['holi', 'folder Holidays 1', 'folder Holidays/Sommer 2024 1'],
  ['jp', 'type JPEG 1'],
  ['tem', 'keyword temple 1'],
  ['日', 'keyword 日落 1'],
  ['我在北', 'place 北京 1'],
  ['with cap', 'captions with 1'],
  ['有描', 'captions with 1'],
  ['best o', 'album Best of Kyoto 1'],
  ['may', 'date May 2024 2'],
  ['in 2023', 'date January 2023 1'],
  ['2023', 'date 2023 1', 'date January 2023 1'],
  ['2024年', 'date 2024 2', 'date May 2024 2'],
  ['zebra'],
  [''],
  ['   '],
])('suggests for %j', (typed, ...expected) => {
  expect(
    suggest(typed, contextOf(photos)).map(({ kind, value, count }) => `${kind} ${value} ${String(count)}`),
  ).toEqual(expected);
});

test('takes the place of the words that it continues, in the language of the page', () => {
  const textOf = (typed: string, language: 'en' | 'zh'): string | undefined =>
    suggest(typed, contextOf(photos, language))[0]?.text;
  expect(textOf('red dogs can', 'en')).toBe('red dogs camera:"Canon EOS R5" ');
  expect(textOf('狗 can', 'zh')).toBe('狗 相机:"Canon EOS R5" ');
  expect(textOf('狗在2023', 'zh')).toBe('狗在2023年 ');
  expect(textOf('best', 'en')).toBe('in Kyoto');
  expect(textOf('my "be', 'en')).toBe('keyword:“my "best"” ');
});

test('a suggestion has as many results as it says, whatever was typed and the metadata hold', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('Kyoto', 'kyo', '北京', 'a b', 'a"b', '(x', 'EOS R5', 'in', '2024'),
  );
  const metadata = fc.record(
    { camera: text, city: text, folder: text, keywords: fc.array(text), takenAt: fc.constant(new Date(2024, 4)) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(metadata, { maxLength: 5 }), text, text, (all, before, typed) => {
      const context = contextOf(all.map((each) => ({ ...each })));
      for (const { count, text: next } of suggest(`${before} ${typed}`, context)) {
        expect(count).toBeGreaterThan(0);
        expect(next.trim()).not.toBe('');
        splitFilters(next, { now: context.now, known: knownValues(context.items) });
      }
    }),
  );
});
