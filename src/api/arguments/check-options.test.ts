import { expect, test } from 'vitest';
import { checkTaskOptions } from '../../tasks/call-options.ts';
import { checkOptions } from './check-options.ts';

/** Input of a caller without types. */
const loose = (call: string, options: unknown): unknown => {
  const check = tasks.includes(call) ? checkTaskOptions : checkOptions;
  return (check as (call: string, options: unknown) => unknown)(call, options);
};
const tasks = ['caption', 'captionStream', 'ask', 'match', 'classify'];

test.each([
  ['createOnsight', 'modelUrl', '`modelsUrl`'],
  ['openLibrary', 'timeout', '`signal`'],
  ['library.add', 'thumbnails', '`thumbnail`'],
  ['library.search', 'topK', '`limit`'],
  ['caption', 'answers', '`prompt`'],
  ['captionStream', 'beams', '`topP`'],
  ['ask', 'prompt', '`answers`'],
  ['match', 'beams', '`by`'],
  ['classify', 'template', '`templates`'],
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
