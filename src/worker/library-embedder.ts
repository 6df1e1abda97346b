import { OnsightError } from '../core/errors.ts';
import type { Embedder } from '../library/embedder.ts';
import type { ModelHandle } from '../open-models/model-handle.ts';

/** Prior of a library whose model has no calibration for texts and images. */
const unknownRelevance = { weight: 20, bias: -7 };

/** Embedder of a library: each call reopens the model if it was unloaded meanwhile. */
export function toEmbedder(handle: ModelHandle): Embedder {
  const info = handle.info.embedding;
  if (info === undefined) {
    const reason =
      'it lacks the capability `encode:text`; name another one with `model: { embed: … }` or `openLibrary(name, { model })`';
    throw new OnsightError('unsupported-model', { model: handle.info.id, reason });
  }
  return {
    info: { ...info, relevance: info.relevance ?? unknownRelevance },
    embedImages: (images, options) => handle.use('encode:image', (model) => model.embedImages(images, options)),
    embedTexts: (texts, options) => handle.use('encode:text', (model) => model.embedTexts(texts, options)),
    readWords: (words, options) => handle.use('encode:text', (model) => model.readWords(words, options)),
  };
}
