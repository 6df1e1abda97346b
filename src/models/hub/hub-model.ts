import type { AbortOptions } from '../../core/abort.ts';
import { DisposeGuard } from '../../core/disposable.ts';
import type { Lane, Priority } from '../../core/lane.ts';
import { Once } from '../../core/once.ts';
import type { LoadProgress, OnProgress } from '../../core/progress.ts';
import type { ImageSpec } from '../../media/image-spec.ts';
import type { Pixels } from '../../media/pixels.ts';
import type { Transformers } from '../../runtime/transformers.ts';
import type { BatchSize } from '../batch-size.ts';
import { Batcher } from '../batcher.ts';
import type { EmbeddingModel, EmbeddingModelInfo, EmbedOptions } from '../embedding-model.ts';
import { HubImageTower } from './hub-image-tower.ts';
import { toHubInfo } from './hub-info.ts';
import { HubLoader } from './hub-loader.ts';
import { planHubModel, type HubPlan, type HubRequest } from './hub-plan.ts';
import type { HubRepository } from './hub-repository.ts';
import { HubTextTower } from './hub-text-tower.ts';

/** What a Hub model stands on; handed in by the worker. */
export interface HubModelParts {
  readonly request: HubRequest;
  readonly repository: HubRepository;
  /** transformers.js, loaded at the first use of a tower. */
  readonly transformers: (options: AbortOptions) => Promise<Transformers>;
  readonly lane: Lane;
  /** Batch size of pictures, remembered under `key` for inputs of so many bytes. */
  readonly openImageBatch: (key: string, bytesPerImage: number) => Promise<BatchSize>;
}

/** An embedding model of the Hub, with what was decided about its files. */
export interface HubModel extends EmbeddingModel {
  readonly plan: HubPlan;
}

/** Texts are short: more of them at once only makes the first wait longer. */
const textBatch = 16;

/**
 * An embedding model out of a Hub repository. Reads its JSON files only; the towers load at their first use.
 *
 * @throws OnsightError `unsupported-model`, `download-failed`, `not-cached-offline`
 */
export async function createHubModel(parts: HubModelParts, options: AbortOptions = {}): Promise<HubModel> {
  const plan = await planHubModel(parts.request, parts.repository, options);
  const [width, height] = plan.image.size;
  const info = toHubInfo(plan);
  const imageBatch = await parts.openImageBatch(info.space, 12 * width * height);
  options.signal?.throwIfAborted();
  return new TwoTowerHubModel(plan, info, parts, imageBatch);
}

class TwoTowerHubModel implements HubModel {
  readonly info: EmbeddingModelInfo;
  readonly image: ImageSpec;
  readonly plan: HubPlan;
  readonly #guard: DisposeGuard;
  readonly #listeners = new Set<OnProgress<LoadProgress>>();
  readonly #loader: HubLoader;
  readonly #text: Once<HubTextTower>;
  readonly #vision: Once<HubImageTower>;
  readonly #texts: Batcher<string, Float32Array>;
  readonly #images: Batcher<Pixels, Float32Array>;

  constructor(plan: HubPlan, info: EmbeddingModelInfo, parts: HubModelParts, imageBatch: BatchSize) {
    this.plan = plan;
    this.info = info;
    this.image = plan.image;
    this.#guard = new DisposeGuard(`The model ${info.id}`);
    this.#loader = new HubLoader(plan, parts, this.#report);
    this.#text = new Once(async (signal) => {
      const { session, tokenizer } = await this.#loader.loadText(signal);
      return new HubTextTower(session, plan, tokenizer);
    });
    this.#vision = new Once(async (signal) => new HubImageTower(await this.#loader.loadImage(signal), plan));
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
  async #withProgress<T>({ onProgress }: EmbedOptions, load: () => Promise<T>): Promise<T> {
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

  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      await Promise.allSettled([this.#text.peek(), this.#vision.peek()]);
      await this.#loader.dispose();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
