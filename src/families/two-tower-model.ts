import { DisposeGuard } from '../core/disposable.ts';
import type { Priority } from '../core/async/lane.ts';
import { Once } from '../core/async/once.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { Pixels } from '../media/image/pixels.ts';
import type { BatchSize } from './batch-size.ts';
import { Batcher } from './batcher.ts';
import type { EmbeddingModel, EmbeddingModelInfo, EmbedOptions, Readability } from './embedding-model.ts';
import { LoadListeners } from './load-listeners.ts';

/** A loaded tower: a batch in, one unit-length row for each member out. */
export interface Tower<I> {
  embed(inputs: readonly I[], options: { readonly priority: Priority }): Promise<readonly Float32Array[]>;
}

/** Says which words a tokenizer has pieces for. */
export interface WordReader {
  /** True if no part of the word is unknown. */
  reads(word: string): boolean;
}

/** Loads the towers of one model, each when it is asked for. */
export interface TowerLoader {
  loadWords(signal: AbortSignal): Promise<WordReader>;
  loadText(signal: AbortSignal): Promise<Tower<string>>;
  loadImage(signal: AbortSignal): Promise<Tower<Pixels>>;
  /** Ends the sessions that were made; called once, when no load is under way. */
  end(): Promise<void>;
}

/** What a family of models brings; all that is the same for every family is here. */
export interface TwoTowerParts {
  readonly info: EmbeddingModelInfo;
  readonly image: ImageSpec;
  readonly imageBatch: BatchSize;
  /** Makes the loader, which tells `report` how far a load is. */
  readonly createLoader: (report: OnProgress<LoadProgress>) => TowerLoader;
}

/** Texts are short: more of them at once only makes the first wait longer. */
const textBatch = 16;

/** An {@link EmbeddingModel} of two towers: each loads at its first use, and what arrives together runs together. */
export class TwoTowerModel implements EmbeddingModel {
  readonly info: EmbeddingModelInfo;
  readonly image: ImageSpec;
  readonly #loader: TowerLoader;
  readonly #guard: DisposeGuard;
  readonly #listeners = new LoadListeners();
  readonly #words: Once<WordReader>;
  readonly #text: Once<Tower<string>>;
  readonly #vision: Once<Tower<Pixels>>;
  readonly #texts: Batcher<string, Float32Array>;
  readonly #images: Batcher<Pixels, Float32Array>;

  constructor({ info, image, imageBatch, createLoader }: TwoTowerParts) {
    this.info = info;
    this.image = image;
    this.#guard = new DisposeGuard(`The model ${info.id}`);
    this.#loader = createLoader(this.#listeners.report);
    this.#words = new Once((signal) => this.#loader.loadWords(signal));
    this.#text = new Once((signal) => this.#loader.loadText(signal));
    this.#vision = new Once((signal) => this.#loader.loadImage(signal));
    this.#texts = new Batcher(
      async (texts, priority) => (await this.#text.get()).embed(texts, { priority }),
      () => textBatch,
    );
    this.#images = new Batcher(
      (images, priority) =>
        imageBatch.timed(images.length, async () => (await this.#vision.get()).embed(images, { priority })),
      () => imageBatch.limit,
    );
  }

  async embedTexts(texts: readonly string[], options: EmbedOptions = {}): Promise<readonly Float32Array[]> {
    this.#guard.check();
    await this.#listeners.during(options.onProgress, () => this.#text.get(options));
    return this.#texts.add(texts, options);
  }

  async readWords(words: readonly string[], options: EmbedOptions = {}): Promise<Readability> {
    this.#guard.check();
    const reader = await this.#listeners.during(options.onProgress, () => this.#words.get(options));
    const reads = words.map((word) => reader.reads(word));
    return { known: words.filter((_, i) => reads[i] === true), unknown: words.filter((_, i) => reads[i] !== true) };
  }

  async embedImages(images: readonly Pixels[], options: EmbedOptions = {}): Promise<readonly Float32Array[]> {
    this.#guard.check();
    const [width, height] = this.image.size;
    for (const image of images)
      if (image.width !== width || image.height !== height)
        throw new RangeError(
          `Expected pictures of ${String(width)} x ${String(height)}, got ${String(image.width)} x ${String(image.height)}.`,
        );
    await this.#listeners.during(options.onProgress, () => this.#vision.get(options));
    return this.#images.add(images, options);
  }

  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      await Promise.allSettled([this.#words.peek(), this.#text.peek(), this.#vision.peek()]);
      await this.#loader.end();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
