import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Embedder } from '../library/embedder.ts';
import { readQuery } from '../library/open-library.ts';
import { createTextTokenizer } from '../families/packs/text-tokenizer.ts';

const folder = 'public/models/starter';
const tokenizer = await createTextTokenizer('starter', new Blob([readFileSync(`${folder}/tokenizer.json`)]), {
  maxTokens: 64,
  pad: 0,
  unknown: 1,
});
/** The starter's tokenizer. */
const embedder: Embedder = {
  info: { space: 'starter', dims: 384, relevance: { weight: 33, bias: -8 } },
  embedImages: () => Promise.reject(new Error('not needed')),
  embedTexts: () => Promise.reject(new Error('not needed')),
  readWords: (words) => {
    const known = words.filter((word) => tokenizer.reads(word));
    return Promise.resolve({ known, unknown: words.filter((word) => !known.includes(word)) });
  },
};

test.each(['🐶', '🌻', '🥞', 'собака', 'いぬ', '개', 'كلب', 'कुत्ता', '!?', '👨‍👩‍👧'])(
  'no word can be read of %s',
  async (text) => {
    const { known, unknown, normal } = await readQuery(text, embedder);
    expect(known).toEqual([]);
    expect(unknown.length).toBeGreaterThan(0);
    expect(normal).toBeUndefined();
  },
);

test.each(['dog', 'a golden retriever on grass', '狗', '雪地里的老虎', 'asdfgh', "the dog's bone"])(
  'every word can be read of %s',
  async (text) => {
    const { unknown, normal } = await readQuery(text, embedder);
    expect(unknown).toEqual([]);
    expect(normal).toBeDefined();
  },
);

test('leaves out unreadable words', async () => {
  const read = await readQuery('Dogs 🐶 собака!', embedder);
  expect(read).toEqual({ known: ['dogs'], unknown: ['🐶', 'собака'], normal: { text: 'dog', kind: 'noun' } });
});
