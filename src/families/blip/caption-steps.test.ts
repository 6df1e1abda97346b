import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createTextTokenizer } from '../packs/text-tokenizer.ts';
import { CaptionSteps, captionSteps } from './caption-steps.ts';

const tokenizer = await createTextTokenizer(
  'starter',
  new Blob([readFileSync('public/models/starter/tokenizer.json')]),
  { maxTokens: 64, pad: 0 },
);

test.each([
  'a golden retriever, panting on the grass.',
  'an old man\'s hat and 2 "umbrellas" in a coffee-shop',
  'a giraffe eats leaves; the zebras do not',
])('the text grows to what decoding all tokens gives: %s', (caption) => {
  const ids = tokenizer.encode(caption);
  const steps = new CaptionSteps({ tokenizer, mayRepeat: true });
  const texts = ids.map((_, at) => steps.next(ids.slice(0, at + 1), undefined)?.text);
  for (const [at, text] of texts.entries())
    if (text !== undefined) expect(text).toBe(tokenizer.decode(ids.slice(0, at + 1)));
  expect(steps.last(tokenizer.decode(ids), undefined)).toBeUndefined();
});

test('never shows a repeated word', () => {
  const ids = tokenizer.encode('a cat, cat and cat on a chair');
  const steps = new CaptionSteps({ tokenizer, mayRepeat: false });
  const texts = ids.flatMap((_, at) => steps.next(ids.slice(0, at + 1), undefined)?.text ?? []);
  expect(texts).toEqual(['a', 'a cat', 'a cat on', 'a cat on a chair']);
});

test('yields no step for an empty caption and one for a caption without words', () => {
  expect(captionSteps({ text: '', score: 0, alternatives: [], words: [] })).toEqual([]);
  const text = 'a page of text';
  expect(captionSteps({ text, score: 0, alternatives: [], words: [] })).toEqual([{ text }]);
});
