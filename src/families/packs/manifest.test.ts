import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesForTasks } from '../../sources/task-files.ts';
import { parseManifest } from './manifest.ts';

const sha256 = '0'.repeat(64);
const listed = (...paths: string[]): object[] => paths.map((path) => ({ path, bytes: 1, sha256 }));

/** A text model of format 2 that embeds nothing else. */
const textOnly = {
  format: 'onsight-model/2',
  id: 'words',
  name: 'Words',
  version: '1',
  licence: 'MIT',
  languages: { 'embed-text': ['en'] },
  family: 'clip',
  tasks: ['embed-text'],
  text: { tokenizer: 'tokenizer.json', maxTokens: 16, tokens: { pad: 0 } },
  encoders: { text: 'text_model' },
  embedding: { dims: 8, normalized: true, logitScale: 1 },
  parts: { text_model: { file: 'text.onnx', in: { ids: 'input_ids' }, out: { embeds: 'embeds' } } },
  files: listed('tokenizer.json', 'text.onnx'),
};

const starter = JSON.parse(readFileSync('public/models/starter/onsight.json', 'utf8')) as Record<string, unknown>;
const parse = (manifest: object): ReturnType<typeof parseManifest> => parseManifest('m', JSON.stringify(manifest));

test('allows format 2 without images, and pairs without relevance', () => {
  const manifest = parse(textOnly);
  expect(manifest.encoders).toEqual({ text: ['text_model'] });
  expect([manifest.image, manifest.embedding?.relevance]).toEqual([undefined, {}]);
  expect(filesForTasks(manifest, ['embed-text'])).toEqual(['tokenizer.json', 'text.onnx']);
});

test('keeps relevance per pair, calibrated by default', () => {
  const relevance = { 'text-image': { weight: 3, bias: -1 }, 'text-audio': { weight: 2, bias: 0, calibrated: false } };
  expect(parse({ ...textOnly, embedding: { ...textOnly.embedding, relevance } }).embedding?.relevance).toEqual({
    'text-image': { weight: 3, bias: -1, calibrated: true },
    'text-audio': { weight: 2, bias: 0, calibrated: false },
  });
});

test('accepts a manifest of an unknown family', () => {
  expect(parse({ ...textOnly, family: 'ocr', tasks: ['read-text'] }).family).toBe('ocr');
});

test('reads the format 1 starter as format 2, audio parts included', () => {
  const manifest = parse(starter);
  expect(manifest.format).toBe('onsight-model/2');
  expect(manifest.encoders).toMatchObject({ image: ['vision_encoder'], text: ['text_model'] });
  expect(manifest.tasks).toEqual(expect.arrayContaining(['embed-image', 'embed-text', 'caption', 'ask', 'match']));
  expect(manifest.languages).toHaveProperty('ask');
  const { relevance } = starter['embedding'] as { readonly relevance: object };
  expect(manifest.embedding?.relevance['text-image']).toEqual({ ...relevance, calibrated: true });
});

test('converts the audio additions of format 1 to an encoder of two parts', () => {
  const part = { file: 'text.onnx', in: { features: 'x' }, out: { embeds: 'y' } };
  const audio = {
    tasks: ['embed-audio', 'tag-audio'],
    rate: 16000,
    features: 'log-mel',
    window: 400,
    hop: 160,
    fft: 512,
    mels: 64,
    range: [125, 7500],
    offset: 0.001,
    frames: 96,
    frameHop: 48,
  };
  const manifest = parse({
    ...starter,
    audio,
    parts: { ...(starter['parts'] as object), audio_encoder: part, audio_projection: part },
    files: [...(starter['files'] as object[]), ...listed('text.onnx')],
  });
  expect(manifest.encoders.audio).toEqual(['audio_encoder', 'audio_projection']);
  expect(manifest.audio).toMatchObject({ rate: 16000, mels: 64 });
  expect(manifest.tasks).toEqual(expect.arrayContaining(['embed-audio', 'tag-audio']));
});

test('reads `vqa` as an alias of `ask` in tasks, languages and roles of both formats', () => {
  const { text_model } = textOnly.parts;
  const words = {
    tasks: ['vqa'],
    languages: { vqa: ['en'] },
    parts: { ...textOnly.parts, 'vqa.text_decoder': text_model },
  };
  const manifest = parse({ ...textOnly, ...words });
  expect([manifest.tasks, manifest.languages]).toEqual([['ask'], { ask: ['en'] }]);
  expect(Object.keys(manifest.parts)).toEqual(['text_model', 'ask.text_decoder']);
});

const { text: _text, ...noText } = textOnly;
const { embedding: _embedding, ...noEmbedding } = textOnly;
const { encoders: _encoders, ...noEncoders } = textOnly;

test.each([
  [
    'another format',
    { ...textOnly, format: 'onsight-model/3' },
    /"onsight-model\/3"; this version reads "onsight-model\/1" and/,
  ],
  ['no format', { id: 'x' }, /has the format undefined/],
  ['an unknown task', { ...textOnly, tasks: ['captoin'] }, /at "tasks\.0".*captoin/],
  ['a section of the wrong type', { ...textOnly, text: { ...textOnly.text, maxTokens: 0 } }, /at "text\.maxTokens"/],
  ['no text section for token ids', noText, /no section `text`/],
  ['encoders without an embedding', noEmbedding, /encoders but no `embedding`/],
  ['a task of embedding without an encoder', noEncoders, /"embed-text" but no `encoders\.text`/],
  ['an encoder without its part', { ...textOnly, encoders: { text: 'words' } }, /part "words", which it does not have/],
  [
    'a file that is not listed',
    { ...textOnly, files: listed('tokenizer.json') },
    /"text\.onnx" is used but not listed/,
  ],
  [
    'a path out of the folder',
    { ...textOnly, text: { ...textOnly.text, tokenizer: '../x' } },
    /at "text\.tokenizer".*inside/,
  ],
  [
    'a pair of unknown modalities',
    { ...textOnly, embedding: { ...textOnly.embedding, relevance: { 'text-smell': { weight: 1, bias: 0 } } } },
    /a pair such as "text-image"/,
  ],
])('%s is refused by name', (_name, manifest, reason) => {
  expect(() => parse(manifest)).toThrow(reason);
});
