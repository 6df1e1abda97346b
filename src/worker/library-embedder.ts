import { OnsightError } from '../core/errors.ts';
import type { Embedder } from '../library/embedder.ts';
import type { ModelHandle } from '../open-models/model-handle.ts';

/** Where a library starts to learn from if its model has no numbers for texts and images; such models are not calibrated. */
const unknownRelevance = { weight: 20, bias: -7 };

/** The embedder of a library: every call opens the model again if it was unloaded meanwhile. */
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
