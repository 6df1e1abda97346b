import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromAddress, toAddress, type AddressSearch, type Route } from './address.ts';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('dog & cat', 'a=b?#/%', '海滩', '50%', '+ +'),
);
const wellFormed = text.filter((value) => value.isWellFormed());
const id = wellFormed.filter((value) => value !== '');
const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 3 });
const searches: fc.Arbitrary<AddressSearch> = fc.record(
  { text: wellFormed.map((value) => (value.trim() === '' ? '' : value)), like: id, more: ids, less: ids },
  { requiredKeys: ['text'] },
);
const routes: fc.Arbitrary<Route> = fc.oneof(
  fc.constant({ screen: 'library' as const }),
  id.map((each) => ({ screen: 'photo' as const, id: each })),
);

test('an address reads back as it was written, whatever is searched for', () => {
  fc.assert(
    fc.property(routes, searches, (route, search) => {
      // As the browser hands it back: the address is a URL by then.
      const { hash } = new URL(fromAddress(route, search), 'https://example.org/');
      expect(toAddress(hash)).toEqual({ route, search });
    }),
  );
});

test('screens without photos carry no search', () => {
  for (const screen of ['models', 'credits', 'scale', 'stacks', 'captions'] as const) {
    expect(fromAddress({ screen }, { text: 'dog' })).toBe(`#/${screen}`);
    expect(toAddress(`#/${screen}?q=dog`)).toEqual({ route: { screen }, search: undefined });
  }
});

test('the screen that explains the page says whose code it shows', () => {
  for (const route of [{ screen: 'how' }, { screen: 'how', code: 'more-like' }] as const)
    expect(toAddress(fromAddress(route, { text: 'dog' }))).toEqual({ route, search: undefined });
});

test.each(['', '#', '#/', '#main', '#/nowhere', '#/photo/', '#/photo'])('%o is the library', (hash) => {
  expect(toAddress(hash)).toEqual({ route: { screen: 'library' }, search: { text: '' } });
});

test('broken escapes are read as they are', () => {
  expect(toAddress('#/photo/50%')).toMatchObject({ route: { id: '50%' } });
  expect(toAddress('#/?q=50%')).toMatchObject({ search: { text: '50%' } });
});

test('an image cannot be in an address: it says that there was one', () => {
  const hash = fromAddress({ screen: 'library' }, { text: 'red', image: new Blob() });
  expect(hash).toBe('#/?q=red&image=');
  expect(toAddress(hash).search).toEqual({ text: 'red', image: 'lost' });
});
