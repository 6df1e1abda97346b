import { expect, test } from 'vitest';
import { taskCalls } from './page.ts';
import type { TaskPage } from './task-page.ts';

/** A call with options of any name. */
type LooseCalls = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

const reached = new Error('The worker was called.');
const page: TaskPage = {
  call: () => Promise.reject(reached),
  stream: () => {
    throw reached;
  },
  models: {
    embed: { id: 'a' },
    caption: { id: 'a' },
    ask: { id: 'a' },
    match: { id: 'a' },
    'read-text': { id: 'a' },
    transcribe: { id: 'a' },
  },
  openLibraries: [],
  results: { get: () => Promise.reject(reached), set: () => Promise.reject(reached) },
};
const calls = taskCalls(page) as unknown as LooseCalls;
const image = new Blob(['x']);

test.each([
  ['caption', [image], 'answers', '`prompt`'],
  ['captionStream', [image], 'beams', '`topP`'],
  ['ask', [image, 'what?'], 'prompt', '`answers`'],
  ['match', [image, 'a dog'], 'beams', '`by`'],
  ['classify', [image, ['a dog']], 'template', '`templates`'],
  ['embedText', ['a dog'], 'dims', '`priority`'],
])('%s refuses an unknown option and names those it has', async (name, given, option, accepted) => {
  const call = (options: object): Promise<unknown> => Promise.resolve().then(() => calls[name]?.(...given, options));
  await expect(call({ signal: undefined, [option]: undefined })).rejects.toThrow(
    new RegExp(`^Unknown option \`${option}\` of \`${name}\`\\. Its options are .*${accepted}.*\\.$`),
  );
  await expect(call({ [option]: 1 })).rejects.toThrow(TypeError);
});

test.each([
  ['ask', [image, 'what?']],
  ['embedText', ['a dog']],
  ['match', [image, 'a dog']],
])('%s takes a priority', async (name, given) => {
  await expect(calls[name]?.(...given, { priority: 'background' })).rejects.toBe(reached);
});
