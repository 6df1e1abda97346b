import { DisposeGuard } from '../core/disposable.ts';
import { Once } from '../core/async/once.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { Pixels } from '../media/image/pixels.ts';
import type { BatchSize } from './batch-size.ts';
import { Batcher } from './batcher.ts';
import type { CapabilityOptions, ImageEmbedder } from './capabilities.ts';
import type { EmbeddingModelInfo } from './embedding-model.ts';
import type { LoadListeners } from './load-listeners.ts';
import type { Tower } from './text-embedder.ts';

/** Dependencies of a {@link LazyImageEmbedder}. */
interface ImageEmbedderDeps {
  readonly info: EmbeddingModelInfo;
  readonly image: ImageSpec;
  readonly batchSize: BatchSize;
  readonly listeners: LoadListeners;
  readonly loadTower: (signal: AbortSignal) => Promise<Tower<Pixels>>;
}

/** Image embeddings of any family: the encoder loads on first use, and concurrent images are batched. */
export class LazyImageEmbedder implements ImageEmbedder {
  readonly info: EmbeddingModelInfo;
  readonly image: ImageSpec;
  readonly #listeners: LoadListeners;
  readonly #guard: DisposeGuard;
  readonly #tower: Once<Tower<Pixels>>;
  readonly #batcher: Batcher<Pixels, Float32Array>;

  constructor({ info, image, batchSize, listeners, loadTower }: ImageEmbedderDeps) {
    this.info = info;
    this.image = image;
    this.#listeners = listeners;
    this.#guard = new DisposeGuard(`The model ${info.id}`);
    this.#tower = new Once(loadTower);
    this.#batcher = new Batcher(
      (images, priority) =>
        batchSize.timed(images.length, async () => (await this.#tower.get()).embed(images, { priority })),
      () => batchSize.limit,
    );
  }

  async embedImages(images: readonly Pixels[], options: CapabilityOptions = {}): Promise<readonly Float32Array[]> {
    this.#guard.check();
    const [width, height] = this.image.size;
    for (const image of images)
      if (image.width !== width || image.height !== height)
        throw new RangeError(
          `Expected images of ${String(width)} x ${String(height)}, got ${String(image.width)} x ${String(image.height)}.`,
        );
    await this.#load(options);
    return this.#batcher.add(images, options);
  }

  async prepare(options: CapabilityOptions = {}): Promise<void> {
    this.#guard.check();
    await (await this.#load(options)).warm({ signal: options.signal });
  }

  #load(options: CapabilityOptions): Promise<Tower<Pixels>> {
    return this.#listeners.during(options.onProgress, () => this.#tower.get(options));
  }

  /** Rejects later calls and waits for loads in flight; whoever created the sessions releases them afterwards. */
  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      await Promise.allSettled([this.#tower.peek()]);
    });
  }
}
