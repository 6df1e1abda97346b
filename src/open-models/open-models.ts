import { OnsightError } from '../core/errors.ts';
import type { Admit, OpenModel } from '../families/capabilities.ts';

interface Entry {
  readonly model: OpenModel;
  /** Calls and loads in progress; the model is not unloaded meanwhile. */
  pins: number;
  /** Weights that are being loaded and not yet part of `model.bytes`. */
  loadingBytes: number;
}

/**
 * The models whose sessions are in memory, within a budget: before weights are loaded, and after each use, the least
 * recently used models are unloaded until the budget is met. Models in use and the latest one stay even above it.
 */
export class OpenModels {
  readonly #budgetBytes: number;
  /** Least recently used first: a Map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry>();
  /** Models taken out of `#entries` whose sessions are not released yet. */
  readonly #unloading = new Set<Promise<void>>();

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  /** Memory held by the open models, and by what is loading, in bytes. */
  get bytes(): number {
    return [...this.#entries.values()].reduce((sum, { model, loadingBytes }) => sum + model.bytes + loadingBytes, 0);
  }

  /** Runs `work` with the model of `key`, creating it if it is not open. It stays open until `work` settles. */
  async use<T>(key: string, create: (admit: Admit) => OpenModel, work: (model: OpenModel) => Promise<T>): Promise<T> {
    const entry = this.#entries.get(key) ?? this.#create(create);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    try {
      return await this.#pinned(entry, () => work(entry.model));
    } finally {
      // Models in use may exceed the budget, and their caches grow.
      this.#evict(entry);
    }
  }

  /** Unloads a model once it is idle; the next use of `key` creates another one. */
  async forget(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    if (entry?.pins === 0) await this.#unload(entry);
  }

  /** Unloads all models. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((key) => this.forget(key)));
    await Promise.all(this.#unloading);
  }

  #create(create: (admit: Admit) => OpenModel): Entry {
    const entry: Entry = {
      model: create((bytes, load) => this.#admit(entry, bytes, load)),
      pins: 0,
      loadingBytes: 0,
    };
    return entry;
  }

  async #admit<T>(entry: Entry, bytes: number, load: () => Promise<T>): Promise<T> {
    // A load may outlive the call that started it: its signal aborted, or the model was forgotten meanwhile.
    if (entry.pins === 0 && ![...this.#entries.values()].includes(entry))
      throw new OnsightError('disposed', { what: `The model ${entry.model.info.id}` });
    entry.loadingBytes += bytes;
    return this.#pinned(entry, async () => {
      try {
        this.#evict(entry);
        await Promise.all(this.#unloading);
        return await load();
      } finally {
        entry.loadingBytes -= bytes;
      }
    });
  }

  async #pinned<T>(entry: Entry, work: () => Promise<T>): Promise<T> {
    entry.pins += 1;
    try {
      return await work();
    } finally {
      entry.pins -= 1;
      if (entry.pins === 0 && ![...this.#entries.values()].includes(entry)) void this.#unload(entry);
    }
  }

  /** Starts to unload idle models, least recently used first, until the budget is met; never `kept`. */
  #evict(kept: Entry): void {
    for (const [key, entry] of this.#entries) {
      if (this.bytes <= this.#budgetBytes) return;
      if (entry.pins > 0 || entry === kept) continue;
      this.#entries.delete(key);
      void this.#unload(entry);
    }
  }

  #unload({ model }: Entry): Promise<void> {
    const unloading: Promise<void> = model
      .dispose()
      // A session that cannot be released must not fail the call of another model.
      .catch(() => undefined)
      .finally(() => this.#unloading.delete(unloading));
    this.#unloading.add(unloading);
    return unloading;
  }
}
