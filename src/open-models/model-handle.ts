import { OnsightError } from '../core/errors.ts';
import {
  capabilityOf,
  type Capabilities,
  type Capability,
  type ModelInfo,
  type ModelTask,
} from '../families/capabilities.ts';
import type { FetchOptions } from '../sources/pack/pack-files.ts';
import type { ModelSource } from '../sources/model-source.ts';
import type { OpenModels } from './open-models.ts';

/** Options of {@link ModelHandle.use}. */
export interface UseOptions {
  /** Task that the capability is needed for. @defaultValue the capability's first */
  readonly task?: ModelTask | undefined;
}

/** A model that is opened for each use, because it may have been unloaded in between. */
export class ModelHandle {
  readonly key: string;
  readonly source: ModelSource;
  readonly #models: OpenModels;

  constructor(key: string, source: ModelSource, models: OpenModels) {
    this.key = key;
    this.source = source;
    this.#models = models;
  }

  get info(): ModelInfo {
    return this.source.info;
  }

  /** True if {@link ModelHandle.use} finds the capability. */
  has(name: Capability): boolean {
    return this.info.tasks.some((task) => capabilityOf[task] === name);
  }

  /**
   * Runs `work` with a capability of the model, which stays open meanwhile.
   *
   * @throws OnsightError `unsupported-model` if the model lacks the capability or the task
   */
  async use<C extends Capability, T>(
    name: C,
    work: (capability: Capabilities[C]) => Promise<T>,
    { task }: UseOptions = {},
  ): Promise<T> {
    if (task !== undefined && !this.info.tasks.includes(task)) throw this.#lacks(name, task);
    return this.#models.use(
      this.key,
      (admit) => this.source.create(admit),
      async ({ capabilities }) => {
        // The type of a generic index is not narrowed by a check of another name.
        const capability = capabilities[name] as Capabilities[C] | undefined;
        if (capability === undefined) throw this.#lacks(name, task);
        return work(capability);
      },
    );
  }

  /** Downloads what the tasks need and creates their sessions. */
  async load(tasks: readonly ModelTask[], options: FetchOptions): Promise<void> {
    const { onProgress } = options;
    await this.source.fetch(tasks, options);
    // Everything is stored by now, so a second download progress would only confuse.
    const quiet: FetchOptions = {
      ...options,
      onProgress: (event) => {
        if (event.phase === 'initialise') onProgress?.(event);
      },
    };
    await this.#models.use(
      this.key,
      (admit) => this.source.create(admit),
      (model) => model.prepare(tasks, quiet),
    );
    onProgress?.({ phase: 'ready', model: this.info.id });
  }

  #lacks(capability: Capability, task: ModelTask | undefined): OnsightError {
    const option = task === undefined || task.startsWith('embed') ? 'embed' : task;
    const missing = task === undefined || capabilityOf[task] !== capability || task.startsWith('embed');
    const what = missing
      ? `it lacks the capability \`${capability}\``
      : `it cannot ${task} (capability \`${capability}\`)`;
    const reason = `${what}; name another one with \`model: { ${option}: … }\``;
    return new OnsightError('unsupported-model', { model: this.info.id, reason });
  }
}
