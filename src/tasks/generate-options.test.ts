import { expect, test } from 'vitest';
import { checkAnswerOptions, checkCaptionOptions, checkGenerateOptions } from './generate-options.ts';

test.each([
  { beams: 0 },
  { beams: 1.5 },
  { beams: 17 },
  { n: 4, beams: 3 },
  { topP: 0 },
  { topP: 1.1 },
  { topP: Number.NaN },
  { topP: 0.9, temperature: 0 },
  { topP: 0.9, seed: -1 },
  { maxNewTokens: 0 },
  { minNewTokens: 5, maxNewTokens: 4 },
  { lengthPenalty: Infinity },
  { lengthPenalty: 101 },
  { repetitionPenalty: 0 },
  { noRepeatNgramSize: -1 },
])('%o is refused with its name', (options) => {
  const names = Object.keys(options).join('|');
  expect(() => checkGenerateOptions(options)).toThrow(RangeError);
  expect(() => checkGenerateOptions(options)).toThrow(new RegExp(names));
});

test('rejects contradictory options with a TypeError', () => {
  expect(() => checkGenerateOptions({ topP: 0.9, beams: 3 })).toThrow(TypeError);
  expect(() => checkGenerateOptions({ seed: 1 })).toThrow(TypeError);
  expect(() => checkGenerateOptions({ temperature: 2 })).toThrow(TypeError);
});

test('passes on known options only', () => {
  const given = { prompt: 'a photo of', beams: 3, signal: new AbortController().signal };
  const checked = checkCaptionOptions(given);
  expect(JSON.parse(JSON.stringify(checked))).toEqual({ prompt: 'a photo of', beams: 3 });
});

test('ignores a blank prompt, and rejects anything but a text', () => {
  expect(checkCaptionOptions({ prompt: ' ' }).prompt).toBeUndefined();
  expect(() => checkCaptionOptions(JSON.parse('{ "prompt": 5 }') as object)).toThrow(/`prompt`.*non-empty string/);
});

test('rejects answers that are not texts', () => {
  expect(() => checkAnswerOptions({ answers: [] })).toThrow(TypeError);
  expect(() => checkAnswerOptions({ answers: ['a cat', ''] })).toThrow(TypeError);
  expect(checkAnswerOptions({ answers: ['a cat'] }).answers).toEqual(['a cat']);
  // Input of a caller without types.
  expect(() => checkAnswerOptions(JSON.parse('{ "explain": "yes" }') as object)).toThrow(/`explain`.*boolean/);
});
