import type { EngineSession } from './session-state.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { checkText } from '../core/check.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { ModelInfo, ModelTask } from '../families/capabilities.ts';
import type { ModelCost, ModelRef, StoredModel } from '../sources/model-types.ts';
import type { ModelPreset } from '../families/hub/hub-presets.ts';
import { checkOptions } from './arguments/check-options.ts';
import { readFolder, toLocalId, type CheckpointFolder } from './arguments/checkpoint-folder.ts';
import { toModelRef, toModelTasks } from './arguments/model-choice.ts';

/** Options of {@link Models.cost}. */
export interface CostOptions extends AbortOptions {
  /** @defaultValue the session's embedding model */
  readonly model?: string | ModelRef;
  /** What is wanted of it. @defaultValue what `onsight.load` would load: of a named model all that it can */
  readonly tasks?: readonly ModelTask[];
}

/** Options of {@link Models.import}. */
export interface ImportOptions extends AbortOptions {
  /** What comes behind `local/` in its id. @defaultValue the folder's name */
  readonly name?: string;
  /** @defaultValue q8 */
  readonly dtype?: 'fp32' | 'fp16' | 'q8' | 'q4';
  readonly onProgress?: OnProgress<LoadProgress>;
}

/** What `onsight.load()` loads. */
interface StandardUse {
  readonly model: ModelRef;
  readonly tasks: readonly ModelTask[] | undefined;
}

/** What is stored of models on this device, and what could be loaded. */
export class Models {
  readonly #session: EngineSession;
  readonly #standard: StandardUse;

  /** @internal */
  constructor(session: EngineSession, standard: StandardUse) {
    this.#session = session;
    this.#standard = standard;
  }

  /**
   * What a model is and can do, before its weights are loaded.
   *
   * @throws OnsightError `unsupported-model`, `download-failed`, `not-cached-offline`
   */
  async info(model: string | ModelRef, options: AbortOptions = {}): Promise<ModelInfo> {
    return this.#session.call('modelInfo', { model: toModelRef(model) }, checkOptions('models.info', options));
  }

  /** Models that are known to work, with sizes, licence and languages, for a picker. */
  async presets(options: AbortOptions = {}): Promise<readonly ModelPreset[]> {
    return this.#session.call('presets', {}, checkOptions('models.presets', options));
  }

  /** What using a model would download, and how much of it is here already. */
  async cost(options: CostOptions = {}): Promise<ModelCost> {
    const { model, signal } = checkOptions('models.cost', options);
    const tasks = toModelTasks(options.tasks);
    const use = model === undefined ? this.#standard : { model: toModelRef(model) };
    return this.#session.call('modelCost', { ...use, ...(tasks === undefined ? {} : { tasks }) }, { signal });
  }

  /**
   * Turns a BLIP checkpoint of a folder on the visitor's disk into a model of this device; a folder with an
   * `onsight.json` is a model already, and is taken as it is. Nothing is uploaded.
   *
   * @returns what it is and can do; `onsight.load(info.id)` takes it into use, now and after a reload
   * @throws TypeError for what is no folder; OnsightError `unsupported-format`, `unsupported-model`,
   * `integrity-mismatch`, `quota-exceeded`
   * @example
   * ```ts
   * const { id } = await onsight.models.import(input.files);
   * await onsight.load(id);
   * ```
   */
  async import(folder: CheckpointFolder, options: ImportOptions = {}): Promise<ModelInfo> {
    const { dtype, signal, onProgress } = checkOptions('models.import', options);
    const { name, files } = await readFolder(folder);
    const model = { id: toLocalId(options.name ?? name), ...(dtype === undefined ? {} : { dtype }) };
    return this.#session.call('importModel', { model, files }, { signal, onProgress });
  }

  /** Files that are stored, by model; `runtime` is ORT's wasm. */
  async stored(options: AbortOptions = {}): Promise<readonly StoredModel[]> {
    return this.#session.call('storedModels', {}, checkOptions('models.stored', options));
  }

  /** Deletes the stored files of a model; false when there were none. They are downloaded again when needed. */
  async delete(group: string, options: AbortOptions = {}): Promise<boolean> {
    checkText('group', group);
    return this.#session.call('deleteModel', { group }, checkOptions('models.delete', options));
  }
}
