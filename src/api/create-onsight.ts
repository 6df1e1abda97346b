import { defaultModelsUrl, engineScript } from './spawn/spawn.ts';
import { Session } from '../rpc/session.ts';
import { fallBackToWasm } from './device-fallback.ts';
import type { AbortOptions } from '../core/async/abort.ts';
import { checkInteger } from '../core/check.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import type { DeviceChoice } from '../runtime/backend.ts';
import type { EngineConfig } from '../worker/contract.ts';
import type { ModelRef } from '../sources/model-types.ts';
import { checkOptions } from './arguments/check-options.ts';
import { defineModality, type CustomModality } from '../sample/modality.ts';
import { baseUrl, resolveFolder, resolveUrl } from './arguments/resolve-url.ts';
import { Onsight } from './onsight.ts';
import { checkWorkers } from './spawn/worker-script.ts';
import { toSessionModels, type ModelChoice } from './arguments/model-choice.ts';
import { SessionState, type EngineSession } from './session-state.ts';

const devices: readonly string[] = ['auto', 'wasm', 'webgpu'] satisfies readonly DeviceChoice[];

/** Options of {@link createOnsight}. */
export interface OnsightOptions<M extends readonly CustomModality[] = readonly CustomModality[]> extends AbortOptions {
  /**
   * A pack's folder name under `modelsUrl`, a Hugging Face repository (`owner/name`), or one for each task. A single
   * model does everything but `read-text` and `transcribe`; a task it cannot do rejects with `unsupported-model`.
   *
   * @defaultValue 'starter'; `ocr` for `read-text`, `onnx-community/whisper-base_timestamped` for `transcribe`
   */
  readonly model?: string | ModelRef | ModelChoice;
  /**
   * `auto` uses WebGPU if an adapter exists, its results are correct and it is not slower; else WASM.
   *
   * @defaultValue 'auto'
   */
  readonly device?: DeviceChoice;
  /** Folder of the model packs. @defaultValue `models/` next to the page (script tag: beside the script) */
  readonly modelsUrl?: string | URL;
  /** Folder of ORT's files and transformers.js. @defaultValue `assets/` beside the worker */
  readonly assetsUrl?: string | URL;
  /** The worker script. @defaultValue `worker.js` beside this module */
  readonly workerUrl?: string | URL;
  /** Where Hub repositories are fetched from: `{hubUrl}/{id}/resolve/{revision}/{file}`. @defaultValue huggingface.co */
  readonly hubUrl?: string | URL;
  /**
   * Memory for the weights of models, in MB. Before more are loaded, the least recently used models that no call needs
   * are unloaded; they load again from this device when next used. A model larger than this still loads, alone.
   *
   * @defaultValue a quarter of `navigator.deviceMemory`, between 512 and 2048; 1024 if the browser does not report it
   */
  readonly memoryBudgetMb?: number;
  /**
   * Modalities that libraries take beside the built-in ones, each with a reader and an encoder of the caller's: see
   * {@link defineModality}. Names must differ.
   *
   * @defaultValue none
   */
  readonly modalities?: M;
  /** Called on download and load progress of every model, whichever call needs it. */
  readonly onProgress?: OnProgress<LoadProgress>;
}

/**
 * Starts onsight: a worker, and in it the model's card. Weights are downloaded when a call first needs them, separately
 * for text and images; `onsight.load()` downloads them earlier.
 *
 * @throws TypeError if an option is invalid
 * @throws OnsightError `download-failed` or `not-cached-offline` if the model's card cannot be downloaded,
 * `unsupported-model`, `webgpu-unavailable`, `setup-blocked` if the page's setup prevents loading the worker, a model
 * or the runtime (`details.reason`, `details.fix`), `worker-crashed` if the worker script ends by itself
 *
 * @example
 * ```ts
 * const onsight = await createOnsight();
 * const library = await onsight.openLibrary('photos');
 * await library.add(files);
 * const hits = await library.search({ text: 'a dog on the beach' }, { limit: 20 });
 * ```
 */
export async function createOnsight<const M extends readonly CustomModality[] = readonly []>(
  options: OnsightOptions<M> = {},
): Promise<Onsight<M>> {
  const { signal, onProgress, workerUrl } = checkOptions('createOnsight', options);
  const models = toSessionModels(options.model);
  const device = checkDevice(options.device);
  const { memoryBudgetMb } = options;
  if (memoryBudgetMb !== undefined) checkInteger('memoryBudgetMb', memoryBudgetMb, 1);
  const modalities = checkModalities(options.modalities);
  checkWorkers();
  if (workerUrl !== undefined) resolveUrl('workerUrl', workerUrl);
  const { modelsUrl, assetsUrl, hubUrl = 'https://huggingface.co/' } = options;
  const config: EngineConfig = {
    device,
    embed: models.embed,
    baseUrl: baseUrl(),
    modelsUrl: resolveFolder('modelsUrl', modelsUrl ?? defaultModelsUrl()),
    assetsUrl: assetsUrl === undefined ? undefined : resolveFolder('assetsUrl', assetsUrl),
    hubUrl: resolveFolder('hubUrl', hubUrl),
    memoryBudgetMb,
  };
  signal?.throwIfAborted();
  const script = engineScript(workerUrl);
  const session: EngineSession = new Session({
    what: 'This Onsight',
    retryPolicy: fallBackToWasm,
    config,
    spawn: (retry) => script.start(retry),
    explainStart: (error) => script.explain(error),
  });
  try {
    const info = await session.call('modelInfo', { model: models.embed }, { signal, onProgress });
    return new Onsight(new SessionState(session, { info, models, onProgress, modalities }));
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

/** @throws TypeError if two modalities have one name */
function checkModalities(given: readonly CustomModality[] = []): readonly CustomModality[] {
  const modalities = given.map(defineModality);
  const names = modalities.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return modalities;
  throw new TypeError(`Expected \`modalities\` to have different names, got \`${twice}\` twice.`);
}

/** Checks the option `device`. @throws TypeError if it is invalid */
function checkDevice(device: DeviceChoice = 'auto'): DeviceChoice {
  if (devices.includes(device)) return device;
  throw new TypeError(`Expected \`device\` to be 'auto', 'wasm' or 'webgpu', got \`${device}\`.`);
}
