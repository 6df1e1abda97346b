import type { AbortOptions } from '../core/async/abort.ts';
import { Once } from '../core/async/once.ts';
import { openLibrary, type LibraryService } from '../library/open-library.ts';
import type { SpeechReader, TranscribeItemsOptions } from '../library/reading/transcribe-items.ts';
import type { ReadTextOptions, ReadTextResult, PageReader } from '../library/reading/read-text.ts';
import type { TextRecognizer } from '../families/capabilities.ts';
import { imageKind } from '../media/content/image-kind.ts';
import type { ModelRef } from '../sources/model-types.ts';
import type { ReindexOptions, ReindexResult } from '../library/reindex/reindex.ts';
import { deleteStore, listStores } from '../store/database/open-database.ts';
import type { LibraryRef } from './contract.ts';
import type { WorkerEngine } from './worker-engine.ts';
import { toEmbedder } from './library-embedder.ts';
import { transcribeSound } from '../tasks/transcribe/worker.ts';
import { toVideoReader } from './video-reader.ts';
import type { ModelHandle } from '../open-models/model-handle.ts';
import { clearestTags, embedSound, hearMoments, type Moment } from '../families/audio/moments.ts';
import type { AudioReader, ImageReader } from '../library/embedder.ts';
import { checkImage } from '../media/image/check-image.ts';
import { readKind } from '../media/sniff-media.ts';
import type { SoundFacts } from '../media/audio/read-windows.ts';
import { hashImage } from '../media/image/hash-image.ts';
import { assetUrls } from '../sources/asset-urls.ts';
import { decodeImage } from '../media/image/decode-image.ts';

/** Open libraries of this worker; each is opened at first use. */
export class Libraries {
  readonly #engine: WorkerEngine;
  /** By name and model: one library may be open with several models, as in several tabs. */
  readonly #open = new Map<string, OpenedLibrary>();

  constructor(engine: WorkerEngine) {
    this.#engine = engine;
  }

  /** A library that embeds with the model of `ref`. @throws OnsightError `unsupported-model` if it cannot embed */
  get(ref: LibraryRef, options: AbortOptions): Promise<LibraryService> {
    const { id, revision, dtype } = ref.model;
    const key = JSON.stringify([ref.name, id, revision, dtype]);
    const opened = this.#open.get(key) ?? { name: ref.name, service: new Once(() => this.#openNow(ref)) };
    this.#open.set(key, opened);
    return opened.service.get(options);
  }

  /** A library with any model it is open with: enough to read stored data. */
  find(name: string, options: AbortOptions): Promise<LibraryService> {
    const opened = [...this.#open.values()].find((each) => each.name === name);
    return opened?.service.get(options) ?? this.get({ name, model: this.#engine.config.embed }, options);
  }

  async #openNow({ name, model }: LibraryRef): Promise<LibraryService> {
    const handle = await this.#engine.handle(model, {});
    return openLibrary(name, {
      embedder: toEmbedder(handle),
      images: toImageReader(handle, this.#engine),
      audio: toAudioReader(handle, this.#engine),
      video: toVideoReader(handle, this.#engine),
      formerModel: async (space, options) => {
        const former = await this.#engine.former(space, options);
        if (former === undefined) return undefined;
        const images = former.embedsImages ? toImageReader(former.handle, this.#engine) : undefined;
        return { embedder: toEmbedder(former.handle), images };
      },
    });
  }

  /** Re-embeds a library, and removes kept files of former models unless another library may need them. */
  async reindex(ref: LibraryRef, options: ReindexOptions): Promise<ReindexResult> {
    const library = await this.get(ref, options);
    const result = await library.reindex(options);
    const names = await this.names();
    if (names.every((each) => each === ref.name)) await this.#engine.forgetFormer();
    return result;
  }

  /** Reads the text of a library's images with a model, which stays in memory meanwhile. */
  async readText(ref: LibraryRef, model: ModelRef, options: ReadTextOptions): Promise<ReadTextResult> {
    const library = await this.get(ref, options);
    const work = (recognizer: TextRecognizer): Promise<ReadTextResult> =>
      library.readText(toTextReader(recognizer, this.#engine), options);
    return this.#engine.capability(model, 'recognize', { ...options, task: 'read-text' }, work);
  }

  /** Transcribes sounds and videos of a library. */
  async transcribe(ref: LibraryRef, model: ModelRef, options: TranscribeItemsOptions): Promise<ReadTextResult> {
    const library = await this.get(ref, options);
    return library.transcribe(toSpeechReader(model, this.#engine, options.language), options);
  }

  /** Names of all libraries on this device. */
  names(): Promise<readonly string[]> {
    return listStores();
  }

  /** Deletes a library and everything in it. */
  async destroy(name: string): Promise<void> {
    for (const [key, opened] of this.#open) {
      if (opened.name !== name) continue;
      this.#open.delete(key);
      await (await opened.service.peek())?.close();
    }
    await deleteStore(name);
  }
}

interface OpenedLibrary {
  readonly name: string;
  readonly service: Once<LibraryService>;
}

/** Reads image files for the model of a library. */
function toImageReader(handle: ModelHandle, engine: WorkerEngine): ImageReader {
  return {
    check: checkImage,
    kindOf: readKind,
    hash: hashImage,
    read: async (file, { metadata = false, ...options }) => {
      const spec = await handle.use('encode:image', (model) => Promise.resolve(model.image));
      const metadataUrl = assetUrls(engine.config).imageMetadata;
      return engine.images.read(file, spec, { ...options, ...(metadata ? { metadataUrl } : {}) });
    },
    decode: async (file, minSide, { signal }) =>
      (await decodeImage(file, { minSize: [minSide, minSide], signal })).pixels,
  };
}

/** Reads text and the kind of images with a model. */
function toTextReader(model: TextRecognizer, engine: WorkerEngine): PageReader {
  return {
    by: model.key,
    read: async (source, metadata, { signal, onProgress }) => {
      const image = await engine.images.decode(source, { signal });
      const { lines } = await model.recognize(image, { signal, onProgress, priority: 'background' });
      return { lines, kind: imageKind({ image, lines, metadata }) };
    },
  };
}

/** Transcribes sounds with a model. */
function toSpeechReader(model: ModelRef, engine: WorkerEngine, language: string | undefined): SpeechReader {
  return {
    by: [model.id, ...(language === undefined ? [] : [language])].join(' '),
    read: async (source, { name, signal = new AbortController().signal, onProgress }) => {
      const context = { signal, onProgress, priority: 'background', emit: undefined } as const;
      const { segments, languages } = await transcribeSound({ source, name, model, language }, context, engine);
      const lines = segments.map(({ text, startS, endS, confidence }) => ({
        text,
        confidence,
        range: { startS, endS },
      }));
      return { lines, languages };
    },
  };
}

/** Moments of one sound; the store takes 512 parts per item. */
const mostMoments = 400;
/** Probability from which a sound counts as clearly heard, and most of them that are kept. */
const clear = { probability: 0.3, most: 5 };

/** Reads and embeds sound files for the model of a library. */
function toAudioReader(handle: ModelHandle, engine: WorkerEngine): AudioReader {
  return {
    read: (source, { name, range, signal }) =>
      handle.use('encode:audio', async (model) => {
        const options = { signal, priority: 'background' } as const;
        let facts: SoundFacts | undefined;
        const onEnd = (found: SoundFacts): void => {
          facts = found;
        };
        const windows = engine.hear({ source, name, range }, model.audio, { ...options, onEnd });
        const moments: Moment[] = [];
        for await (const moment of hearMoments(windows, model, { ...options, name })) moments.push(moment);
        const tags = clearestTags(moments, await model.classes(options))
          .filter(({ probability }) => probability >= clear.probability)
          .slice(0, clear.most);
        const embedded = await embedSound(moments, model, { ...options, most: mostMoments });
        return { ...embedded, tags: tags.map(({ label }) => label), facts };
      }),
  };
}
