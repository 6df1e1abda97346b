import { expect, test } from 'vitest';
import { checkOptions } from './check-options.ts';

/** Input of a caller without types. */
const loose = (call: string, options: unknown): unknown =>
  (checkOptions as (call: string, options: unknown) => unknown)(call, options);

test.each([
  ['createOnsight', 'modelUrl', '`modelsUrl`'],
  ['openLibrary', 'timeout', '`signal`'],
  ['library.add', 'thumbnails', '`thumbnail`'],
  ['library.search', 'topK', '`limit`'],
  ['load', 'task', '`tasks`'],
])('%s refuses the option %s and names those it has', (call, name, accepted) => {
  expect(() => loose(call, { signal: undefined, [name]: undefined })).toThrow(
    new RegExp(`^Unknown option \`${name}\` of \`${call}\`\\. Its options are .*${accepted}.*\\.$`),
  );
  expect(() => loose(call, { [name]: 1 })).toThrow(TypeError);
});

test.each([[null], ['fast'], [[]]])('refuses %j instead of options', (options) => {
  expect(() => loose('library.search', options)).toThrow(/Expected `options` to be an object/);
});

test('returns the options it was given', () => {
  const options = { limit: 5, filter: { name: 'a' } };
  expect(checkOptions('library.search', options)).toBe(options);
});
