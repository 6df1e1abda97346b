import { expect, test } from 'vitest';
import { createTextTokenizer } from '../../families/packs/text-tokenizer.ts';
import { MemoryFiles } from '../testdata/memory-files.ts';
import { tokenizerFile } from './tokenizer-file.ts';

const limits = { maxTokens: 64, pad: 0 };
const texts = [
  'a dog on the beach',
  'A DOG, on the Beach!',
  'what animal is it?',
  'Café — naïve, 12 dogs',
  '一只狗 on the beach',
  '',
  '[SEP] dog',
  'dogs\tand\ncats\u0000',
];

interface Stated {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
}

/** The checkpoint before tokenizer.json existed: its vocabulary, one token per line. */
function older(checkpoint: string): MemoryFiles {
  const files = MemoryFiles.of(checkpoint);
  const { model } = JSON.parse(files.text('tokenizer.json')) as Stated;
  const lines = Object.entries(model.vocab).sort(([, a], [, b]) => a - b);
  files.write('vocab.txt', lines.map(([token]) => `${token}\n`).join(''));
  files.files.delete('tokenizer.json');
  return files;
}

test('builds the same tokenizer from vocab.txt as from tokenizer.json', async () => {
  const newer = MemoryFiles.of('captioning-hub');
  const expected = await createTextTokenizer('m', new Blob([newer.text('tokenizer.json')]), limits);
  const made = await tokenizerFile('m', older('captioning-hub'), {});
  const tokenizer = await createTextTokenizer('m', new Blob([made.text]), limits);
  for (const text of texts) expect(tokenizer.encode(text), text).toEqual(expected.encode(text));
});

test('finds special tokens, and rejects unknown ones', async () => {
  const files = older('captioning-hub');
  const lines = files.text('vocab.txt').trimEnd().split('\n');
  const made = await tokenizerFile('m', files, {});
  for (const token of ['[PAD]', '[UNK]', '[CLS]', '[SEP]']) expect(made.idOf(token)).toBe(lines.indexOf(token));
  expect(made.unknown).toBe(lines.indexOf('[UNK]'));
  expect(made.largestId).toBe(lines.length - 1);
  for (const token of ['[DEC]', '[NOTHING]']) expect(() => made.idOf(token)).toThrow(/no token \[(DEC|NOTHING)\]/);
});

test.each([
  ['added_tokens.json', { '[DEC]': 210, beachdog: 211 }],
  [
    'tokenizer_config.json',
    { added_tokens_decoder: { 210: { content: '[DEC]', special: true }, 211: { content: 'beachdog' } } },
  ],
])('keeps tokens added by %s whole', async (file, content) => {
  const files = older('captioning-hub');
  files.write(file, content);
  const made = await tokenizerFile('m', files, {});
  const tokenizer = await createTextTokenizer('m', new Blob([made.text]), limits);
  expect(tokenizer.encode('a beachdog')).toHaveLength(4);
  expect(tokenizer.encode('a beachdog')).toContain(211);
  expect(tokenizer.decode([210, 211])).toBe('beachdog');
});

test('preserves case if configured', async () => {
  const files = older('captioning-hub');
  files.write('tokenizer_config.json', { do_lower_case: false });
  const tokenizer = await createTextTokenizer('m', new Blob([(await tokenizerFile('m', files, {})).text]), limits);
  expect(tokenizer.encode('DOG')).not.toEqual(tokenizer.encode('dog'));
});

test('handles accents and Chinese characters as configured', async () => {
  const files = older('captioning-hub');
  files.write('tokenizer_config.json', { strip_accents: false, tokenize_chinese_chars: false });
  const tokenizer = await createTextTokenizer('m', new Blob([(await tokenizerFile('m', files, {})).text]), limits);
  expect(tokenizer.encode('é')).not.toEqual(tokenizer.encode('e'));
  expect(tokenizer.encode('雪山')).toHaveLength(3);
});

test('rejects anything but a WordPiece tokenizer', async () => {
  const files = MemoryFiles.of('captioning-hub');
  files.edit('tokenizer.json', ['model'], { type: 'BPE', vocab: [['a', 1]] });
  await expect(tokenizerFile('m', files, {})).rejects.toMatchObject({ code: 'unsupported-model' });
});
