import { bindMethods } from '../core/bind-methods.ts';
import type { EngineSession } from './session-state.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { checkText } from '../core/check.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { ModelInfo, ModelTask } from '../families/capabilities.ts';
import type { ModelCost, ModelRef, StoredModel } from '../sources/model-types.ts';
import type { ModelPreset } from '../families/hub/hub-presets.ts';
import { checkOptions } from './arguments/check-options.ts';
import type { CheckpointFolder } from './arguments/checkpoint-folder.ts';
import { toModelRef, toModelTasks } from './arguments/model-choice.ts';
import { isKind } from '../sample/is-kind.ts';

/** A file of a checkpoint's folder. */
interface FolderFile {
  /** Inside the folder, with `/`: `model.safetensors`. */
  readonly path: string;
  readonly file: File;
}

/** Options of {@link Models.cost}. */
export interface CostOptions extends AbortOptions {
  /** @defaultValue the session's embedding model */
  readonly model?: string | ModelRef;
  /** Tasks to count. @defaultValue those `onsight.load` would load: all tasks of a named model */
  readonly tasks?: readonly ModelTask[];
}

/** Options of {@link Models.import}. */
export interface ImportOptions extends AbortOptions {
  /** Name after `local/` in its id. @defaultValue the folder's name */
  readonly name?: string;
  /** @defaultValue q8 */
  readonly dtype?: 'fp32' | 'fp16' | 'q8' | 'q4';
  readonly onProgress?: OnProgress<LoadProgress>;
}

/** Tasks that `onsight.load()` loads. */
interface StandardUse {
  readonly model: ModelRef;
  readonly tasks: readonly ModelTask[] | undefined;
}

/** Stored models on this device, and models that can be loaded. */
export class Models {
  readonly #session: EngineSession;
  readonly #standard: StandardUse;

  /** @internal */
  constructor(session: EngineSession, standard: StandardUse) {
    this.#session = session;
    this.#standard = standard;
    bindMethods(this);
  }

  /**
   * Description of a model, before its weights are loaded.
   *
   * @throws OnsightError `unsupported-model`, `download-failed`, `not-cached-offline`
   */
  async info(model: string | ModelRef, options: AbortOptions = {}): Promise<ModelInfo> {
    return this.#session.call('modelInfo', { model: toModelRef(model) }, checkOptions('models.info', options));
  }

  /** Tested models with sizes, licence and languages, for a picker. */
  async presets(options: AbortOptions = {}): Promise<readonly ModelPreset[]> {
    return this.#session.call('presets', {}, checkOptions('models.presets', options));
  }

  /** Download size of a model, and how much of it is already stored. */
  async cost(options: CostOptions = {}): Promise<ModelCost> {
    const { model, signal } = checkOptions('models.cost', options);
    const tasks = toModelTasks(options.tasks);
    const use = model === undefined ? this.#standard : { model: toModelRef(model) };
    return this.#session.call('modelCost', { ...use, ...(tasks === undefined ? {} : { tasks }) }, { signal });
  }

  /**
   * Converts a BLIP checkpoint of a folder on the visitor's disk to a model on this device; a folder with an
   * `onsight.json` is a model already and is imported unchanged. Nothing is uploaded.
   *
   * @returns its description; `onsight.load(info.id)` loads it, also after a reload
   * @throws TypeError if it is not a folder; OnsightError `unsupported-format`, `unsupported-model`,
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

/**
 * The files of a folder and its name; files in subfolders are not part of a checkpoint.
 *
 * @throws TypeError if it is not a folder
 */
async function readFolder(
  folder: CheckpointFolder,
): Promise<{ readonly name: string; readonly files: readonly FolderFile[] }> {
  if (isHandle(folder)) {
    const files: FolderFile[] = [];
    for await (const [path, handle] of folder.entries())
      // The kind says which of the two it is, which TypeScript's union of handles does not use.
      if (handle.kind === 'file') files.push({ path, file: await handle.getFile() });
    return { name: folder.name, files };
  }
  const files = [...folder];
  if (files.length === 0 || !files.every((file) => isKind(file, 'File')))
    throw new TypeError('Expected the files of a checkpoint folder, or a FileSystemDirectoryHandle.');
  const [top = ''] = files.map(({ webkitRelativePath }) => webkitRelativePath.split('/')[0] ?? '');
  const inside = (file: File): string =>
    file.webkitRelativePath === '' ? file.name : file.webkitRelativePath.slice(top.length + 1);
  return { name: top, files: files.map((file) => ({ path: inside(file), file })) };
}

function isHandle(folder: CheckpointFolder): folder is FileSystemDirectoryHandle {
  return isKind(folder, 'FileSystemDirectoryHandle');
}

/** The id of an imported model: `local/` and a name that is fit to be one. */
function toLocalId(name: string): string {
  const fit = name
    .trim()
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/^[^A-Za-z0-9]+/, '');
  return `local/${fit === '' ? 'checkpoint' : fit}`;
}
