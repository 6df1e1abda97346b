import type { AbortOptions } from '../core/async/abort.ts';
import { DisposeGuard } from '../core/disposable.ts';
import type { Priority } from '../core/async/lane.ts';
import { Once } from '../core/async/once.ts';
import { Batcher } from './batcher.ts';
import type { CapabilityOptions, TextEmbedder } from './capabilities.ts';
import type { EmbeddingModelInfo, Readability } from './embedding-model.ts';
import type { LoadListeners } from './load-listeners.ts';

/** A loaded encoder: a batch in, one unit-length row per member out. */
export interface Tower<I> {
  embed(inputs: readonly I[], options: { readonly priority: Priority }): Promise<readonly Float32Array[]>;
  /** Runs the graph once if its backend compiles on the first run. */
  warm(options: AbortOptions): Promise<void>;
}

/** Reports which words a tokenizer has pieces for. */
interface WordReader {
  /** True if no part of the word is unknown. */
  reads(word: string): boolean;
}

/** Dependencies of a {@link LazyTextEmbedder}. */
interface TextEmbedderDeps {
  readonly info: EmbeddingModelInfo;
  readonly listeners: LoadListeners;
  readonly loadTower: (signal: AbortSignal) => Promise<Tower<string>>;
  readonly loadWords: (signal: AbortSignal) => Promise<WordReader>;
}

/** Texts are short: larger batches only delay the first result. */
const batchSize = 16;

/** Text embeddings of any family: the encoder loads on first use, and concurrent texts are batched. */
export class LazyTextEmbedder implements TextEmbedder {
  readonly info: EmbeddingModelInfo;
  readonly #listeners: LoadListeners;
  readonly #guard: DisposeGuard;
  readonly #tower: Once<Tower<string>>;
  readonly #words: Once<WordReader>;
  readonly #batcher: Batcher<string, Float32Array>;

  constructor({ info, listeners, loadTower, loadWords }: TextEmbedderDeps) {
    this.info = info;
    this.#listeners = listeners;
    this.#guard = new DisposeGuard(`The model ${info.id}`);
    this.#tower = new Once(loadTower);
    this.#words = new Once(loadWords);
    this.#batcher = new Batcher(
      async (texts, priority) => (await this.#tower.get()).embed(texts, { priority }),
      () => batchSize,
    );
  }

  async embedTexts(texts: readonly string[], options: CapabilityOptions = {}): Promise<readonly Float32Array[]> {
    await this.#load(options);
    return this.#batcher.add(texts, options);
  }

  async readWords(words: readonly string[], options: CapabilityOptions = {}): Promise<Readability> {
    this.#guard.check();
    const reader = await this.#listeners.during(options.onProgress, () => this.#words.get(options));
    const reads = words.map((word) => reader.reads(word));
    return { known: words.filter((_, i) => reads[i] === true), unknown: words.filter((_, i) => reads[i] !== true) };
  }

  async prepare(options: CapabilityOptions = {}): Promise<void> {
    await (await this.#load(options)).warm({ signal: options.signal });
  }

  #load(options: CapabilityOptions): Promise<Tower<string>> {
    this.#guard.check();
    return this.#listeners.during(options.onProgress, () => this.#tower.get(options));
  }

  /** Rejects later calls and waits for loads in flight; whoever created the sessions releases them afterwards. */
  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      await Promise.allSettled([this.#words.peek(), this.#tower.peek()]);
    });
  }
}
