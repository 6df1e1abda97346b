import type { Capabilities, ModelInfo, OpenModel, TextGenerator } from '../families/capabilities.ts';
import type { TextLine } from '../families/recognized-text.ts';
import type { LazyImage } from '../families/vision-language-model.ts';
import type { Pixels } from '../media/image/pixels.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import { embedWords, meaningOf, sharedMeaning, testDims } from './test-words.ts';

const side = 32;

/** Preprocessing of the model: the images of {@link toTestPixels} are of that size. */
export const testImageSpec: ImageSpec = {
  size: [side, side],
  resize: 'squash',
  resample: 'bilinear',
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/** Pixels that carry words in place of colours: a length, and UTF-8. */
export function toTestPixels(words: string): Pixels {
  const data = new Uint8ClampedArray(side * side * 4);
  const { written } = new TextEncoder().encodeInto(words, new Uint8Array(data.buffer, 2));
  new DataView(data.buffer).setUint16(0, written);
  return { width: side, height: side, data };
}

function wordsOf({ data }: Pixels): string {
  const length = new DataView(data.buffer, data.byteOffset).getUint16(0);
  return new TextDecoder().decode(new Uint8Array(data.buffer, data.byteOffset + 2, length));
}

/** Description of a model under any id: a page under test may name its own. */
export function testModelInfo(id: string): ModelInfo {
  const embedding = {
    space: `${id}/test`,
    id,
    name: 'Test model',
    licence: 'Apache-2.0',
    dims: testDims,
    languages: ['en', 'zh'],
    logitScale: 20,
    relevance: { weight: 20, bias: -7 },
    isCalibrated: true,
    templates: { en: ['a photo of {}'] },
    queryTemplates: { en: ['a photo of {}'] },
  };
  const tasks = ['embed-text', 'embed-image', 'caption', 'ask', 'match', 'read-text'] as const;
  return { id, name: 'Test model', licence: 'Apache-2.0', tasks, languages: {}, embedding };
}

/** A model without weights: it knows the words that an image carries, and its answers follow from them by rule. */
export function createTestModel(id: string): OpenModel {
  const info = testModelInfo(id);
  const { embedding } = info;
  if (embedding === undefined) throw new TypeError('Expected an embedding model.');
  const key = `${id}/test`;
  const read = async (image: LazyImage, signal: AbortSignal | undefined): Promise<string> =>
    wordsOf(await image.read({ signal }));
  const capabilities: Partial<Capabilities> = {
    'encode:text': {
      info: embedding,
      embedTexts: (texts) => Promise.resolve(texts.map(embedWords)),
      readWords: (words) => Promise.resolve({ known: words, unknown: [] }),
    },
    'encode:image': {
      info: embedding,
      image: testImageSpec,
      embedImages: (images) => Promise.resolve(images.map((pixels) => embedWords(wordsOf(pixels)))),
    },
    generate: { key, image: testImageSpec, ...generator(read) },
    score: {
      key,
      image: testImageSpec,
      match: async (image, texts, { signal } = {}) => {
        const words = await read(image, signal);
        return texts.map((text) => 0.02 + 0.96 * sharedMeaning(text, words));
      },
      cosine: async (image, texts, { signal } = {}) => {
        const shown = embedWords(await read(image, signal));
        return texts.map((text) => embedWords(text).reduce((sum, value, i) => sum + value * (shown[i] ?? 0), 0));
      },
    },
    recognize: {
      key,
      recognize: async (image, { onLine } = {}) => {
        const lines = linesOf(wordsOf(image));
        for (const line of lines) await onLine?.(line);
        return { text: lines.map(({ text }) => text).join('\n'), lines };
      },
    },
  };
  const done = (): Promise<void> => Promise.resolve();
  return { info, capabilities, bytes: 0, prepare: done, dispose: done, [Symbol.asyncDispose]: done };
}

type ReadWords = (image: LazyImage, signal: AbortSignal | undefined) => Promise<string>;

function generator(read: ReadWords): Pick<TextGenerator, 'caption' | 'ask'> {
  return {
    caption: async (image, { prompt = '', onStep, signal } = {}) => {
      const words = (await read(image, signal)).replaceAll('"', '');
      const start = prompt.trim();
      const text = words.startsWith(start) ? words : `${start} ${words}`;
      let end = 0;
      const spans = text.split(/(?<=\s)/).map((piece) => {
        const word = piece.trimEnd();
        const span = { word, start: end, end: end + word.length };
        end += piece.length;
        onStep?.({ text: text.slice(0, span.end) });
        return span;
      });
      return { text, score: -1, alternatives: [{ text, score: -1 }], words: spans };
    },
    ask: async (image, question, { answers, signal } = {}) => {
      const words = await read(image, signal);
      const ranked = (answers ?? ownAnswers(question, words)).map((answer, i) => ({
        answer,
        weight: answers === undefined ? 1 / (1 + i) ** 2 : 0.05 + sharedMeaning(answer, words),
      }));
      const sum = ranked.reduce((total, { weight }) => total + weight, 0);
      const alternatives = ranked
        .map(({ answer, weight }) => ({ answer, probability: weight / sum }))
        .sort((a, b) => b.probability - a.probability);
      const [best = { answer: '', probability: 1 }] = alternatives;
      return { ...best, alternatives };
    },
  };
}

/** Yes or no to a closed question, else what the image shows and the question does not name. */
function ownAnswers(question: string, words: string): readonly string[] {
  if (/^\s*(is|are|does|do|has|have|can|was|were)\b/i.test(question))
    return sharedMeaning(question, words) > 0.5 ? ['yes', 'no'] : ['no', 'yes'];
  const asked = new Set(meaningOf(question));
  const left = meaningOf(words).filter((word) => !asked.has(word));
  return left.length === 0 ? ['nothing'] : [...new Set(left)].slice(0, 5);
}

/** Lines of the text in double quotes, one below the other. */
function linesOf(words: string): readonly TextLine[] {
  const texts = Array.from(words.matchAll(/"([^"]+)"/g), ([, text = '']) => text);
  return texts.map((text, i) => {
    const [top, bottom] = [i / texts.length, (i + 0.8) / texts.length];
    const quad = [
      [0, top],
      [1, top],
      [1, bottom],
      [0, bottom],
    ] as const;
    return { text, confidence: 0.99, quad, words: [{ text, quad }] };
  });
}
