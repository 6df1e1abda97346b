import type { WorkerSession } from '../client/worker-session.ts';
import type { AbortOptions } from '../core/abort.ts';
import { checkText } from '../core/check.ts';
import type { ModelCost, StoredModel, Tower } from '../protocol/states.ts';
import type { ModelPreset } from '../protocol/worker-methods.ts';

/** What is stored of models on this device, and what could be loaded. */
export class Models {
  readonly #session: WorkerSession;

  /** @internal */
  constructor(session: WorkerSession) {
    this.#session = session;
  }

  /** Models that are known to work, with sizes, licence and languages, for a picker. */
  presets(options: AbortOptions = {}): Promise<readonly ModelPreset[]> {
    return this.#session.call('presets', {}, options);
  }

  /** What using the session's model would download, and how much of it is here already. */
  cost(options: AbortOptions & { readonly towers?: readonly Tower[] } = {}): Promise<ModelCost> {
    return this.#session.call('modelCost', { towers: options.towers ?? ['text', 'image'] }, options);
  }

  /** Files that are stored, by model; `runtime` is ORT's wasm. */
  stored(options: AbortOptions = {}): Promise<readonly StoredModel[]> {
    return this.#session.call('storedModels', {}, options);
  }

  /** Deletes the stored files of a model; false when there were none. They are downloaded again when needed. */
  async delete(group: string, options: AbortOptions = {}): Promise<boolean> {
    checkText('group', group);
    return this.#session.call('deleteModel', { group }, options);
  }
}
