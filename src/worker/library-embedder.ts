import { OnsightError } from '../core/errors.ts';
import type { Embedder, ImageReader } from '../library/embedder.ts';
import { hashImage } from '../media/image/hash-image.ts';
import { checkImage } from '../media/image/check-image.ts';
import { decodeImage } from '../media/image/decode-image.ts';
import { assetUrls } from '../sources/asset-urls.ts';
import type { Engine } from './engine.ts';
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

/** Reads image files as the model of a library needs them. */
export function toImageReader(handle: ModelHandle, engine: Engine): ImageReader {
  return {
    check: checkImage,
    hash: hashImage,
    read: async (file, { metadata = false, ...options }) => {
      const spec = await handle.use('encode:image', (model) => Promise.resolve(model.image));
      const metadataUrl = assetUrls(engine.config.assetsUrl).imageMetadata;
      return engine.pictures.read(file, spec, { ...options, ...(metadata ? { metadataUrl } : {}) });
    },
    decode: async (file, minSide, { signal }) =>
      (await decodeImage(file, { minSize: [minSide, minSide], signal })).pixels,
  };
}
