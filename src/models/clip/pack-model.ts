import { DisposeGuard } from '../../core/disposable.ts';
import { OnsightError } from '../../core/errors.ts';
import type { Priority } from '../../core/lane.ts';
import { Once } from '../../core/once.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { ImageSpec } from '../../media/image-spec.ts';
import type { Pixels } from '../../media/pixels.ts';
import type { ModelSession } from '../../runtime/model-session.ts';
import { Batcher } from '../batcher.ts';
import type { BatchSize } from '../batch-size.ts';
import type { EmbedOptions, EmbeddingModel, EmbeddingModelInfo } from '../embedding-model.ts';
import { partOf, type Manifest } from '../manifest.ts';
import type { ModelFiles } from '../model-files.ts';
import { createTextTokenizer } from '../text-tokenizer.ts';
import { ImageTower } from './image-tower.ts';
import { toEmbeddingInfo, toImageSpec } from './pack-info.ts';
import { TextTower } from './text-tower.ts';

/** What a pack's model stands on; handed in by the worker. */
export interface PackModelParts {
  readonly manifest: Manifest;
  readonly files: ModelFiles;
  /** Makes a session of a part's bytes on the back end that suits it. */
  readonly openSession: (role: string, bytes: Uint8Array, signal: AbortSignal) => Promise<ModelSession>;
  readonly imageBatch: BatchSize;
}

/** Texts are short: more of them at once only makes the first wait longer. */
const textBatch = 16;

/**
 * The embedding half of a pack in our own format, on our own sessions. Nothing is loaded until a tower is first used.
 *
 * @throws OnsightError `unsupported-model` when the pack has no joint space
 */
export function createPackModel(parts: PackModelParts): EmbeddingModel {
  return new PackModel(parts);
}

class PackModel implements EmbeddingModel {
  readonly info: EmbeddingModelInfo;
  readonly image: ImageSpec;
  readonly #parts: PackModelParts;
  readonly #guard: DisposeGuard;
  readonly #listeners = new Set<OnProgress<LoadProgress>>();
  readonly #text: Once<TextTower>;
  readonly #vision: Once<ImageTower>;
  readonly #texts: Batcher<string, Float32Array>;
  readonly #images: Batcher<Pixels, Float32Array>;

  constructor(parts: PackModelParts) {
    const { manifest, imageBatch } = parts;
    this.#parts = parts;
    this.info = toEmbeddingInfo(manifest);
    this.image = toImageSpec(manifest);
    this.#guard = new DisposeGuard(`The model ${manifest.id}`);
    this.#text = new Once((signal) => this.#loadText(signal));
    this.#vision = new Once((signal) => this.#loadVision(signal));
    const embedTexts = async (texts: readonly string[], priority: Priority): Promise<readonly Float32Array[]> =>
      (await this.#text.get()).embed(texts, { priority });
    const embedImages = async (images: readonly Pixels[], priority: Priority): Promise<readonly Float32Array[]> =>
      (await this.#vision.get()).embed(images, { priority });
    this.#texts = new Batcher(embedTexts, () => textBatch);
    this.#images = new Batcher(
      (images, priority) => imageBatch.timed(images.length, () => embedImages(images, priority)),
      () => imageBatch.limit,
    );
  }

  async embedTexts(texts: readonly string[], options: EmbedOptions = {}): Promise<readonly Float32Array[]> {
    this.#guard.check();
    await this.#withProgress(options, () => this.#text.get(options));
    return this.#texts.add(texts, options);
  }

  async embedImages(images: readonly Pixels[], options: EmbedOptions = {}): Promise<readonly Float32Array[]> {
    this.#guard.check();
    const [width, height] = this.image.size;
    for (const image of images)
      if (image.width !== width || image.height !== height)
        throw new RangeError(
          `Expected pictures of ${String(width)} x ${String(height)}, got ${String(image.width)} x ${String(image.height)}.`,
        );
    await this.#withProgress(options, () => this.#vision.get(options));
    return this.#images.add(images, options);
  }

  /** Every caller that waits for a shared load hears of it. */
  async #withProgress<T>(options: EmbedOptions, load: () => Promise<T>): Promise<T> {
    const { onProgress } = options;
    if (onProgress === undefined) return load();
    this.#listeners.add(onProgress);
    try {
      return await load();
    } finally {
      this.#listeners.delete(onProgress);
    }
  }

  readonly #report: OnProgress<LoadProgress> = (event) => {
    for (const listener of this.#listeners) listener(event);
  };

  async #loadText(signal: AbortSignal): Promise<TextTower> {
    const { manifest } = this.#parts;
    const part = partOf(manifest, 'text_model');
    const [tokenizerFile, graph] = await this.#read([manifest.text.tokenizer, part.file], signal);
    const tokenizer = await createTextTokenizer(manifest.id, tokenizerFile, {
      maxTokens: manifest.text.maxTokens,
      pad: manifest.text.tokens['pad'] ?? 0,
    });
    return new TextTower(await this.#open('text_model', graph, signal), tokenizer, part);
  }

  async #loadVision(signal: AbortSignal): Promise<ImageTower> {
    const part = partOf(this.#parts.manifest, 'vision_encoder');
    const [graph] = await this.#read([part.file], signal);
    return new ImageTower(await this.#open('vision_encoder', graph, signal), part, this.image);
  }

  async #read<const P extends readonly string[]>(
    paths: P,
    signal: AbortSignal,
  ): Promise<{ readonly [I in keyof P]: Blob }> {
    const blobs = await this.#parts.files.read(paths, { signal, onProgress: this.#report });
    if (blobs.length !== paths.length) throw new OnsightError('internal', { reason: 'files are missing' });
    // The lengths are equal, which a mapped tuple type cannot express.
    return blobs as unknown as { readonly [I in keyof P]: Blob };
  }

  async #open(role: string, graph: Blob, signal: AbortSignal): Promise<ModelSession> {
    const model = this.info.id;
    this.#report({ phase: 'initialise', model, part: role });
    const session = await this.#parts.openSession(role, new Uint8Array(await graph.arrayBuffer()), signal);
    this.#report({ phase: 'ready', model });
    return session;
  }

  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      const towers = await Promise.allSettled([this.#text.peek(), this.#vision.peek()]);
      for (const tower of towers) if (tower.status === 'fulfilled') await tower.value?.session.dispose();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
