import type { AbortOptions } from '../../core/async/abort.ts';
import { withDeadline } from '../../core/async/deadline.ts';
import { OnsightError, reasonOf } from '../../core/errors.ts';
import type { Lane } from '../../core/async/lane.ts';
import { measure } from '../../core/measure.ts';
import { toBackendError, type Ort } from '../ort.ts';
import type { Backend } from '../backend.ts';
import { TransformersFiles } from './transformers-files.ts';
import type {
  ModelClass,
  TransformersModel,
  TransformersModule,
  TransformersTokenizer,
} from './transformers-module.ts';
import { TransformersSession } from './transformers-session.ts';

/** Options of {@link loadTransformers}. */
interface LoadTransformersOptions {
  /** URL of `assets/transformers.js`. */
  readonly url: string;
  /** The worker's single ORT, configured by `startOrt`. */
  readonly ort: Ort;
  /** Time limit for loading one graph. @defaultValue 120,000 */
  readonly loadTimeoutMs?: number;
}

/** Options of {@link Transformers.createSession}. */
export interface TransformersSessionOptions extends AbortOptions {
  readonly modelClass: ModelClass;
  /** Repository, for error messages and as the key of its files. */
  readonly repository: string;
  readonly revision: string;
  /** `text_model` for `onnx/text_model_quantized.onnx`. */
  readonly fileName: string;
  /** As in transformers.js: `fp32`, `q8`, … */
  readonly dtype: string;
  readonly backend: Backend;
  /** The repository's `config.json`. */
  readonly config: object;
  /** Every file the graph needs, by its path in the repository; transformers.js can read no other. */
  readonly files: ReadonlyMap<string, Blob>;
  readonly lane: Lane;
}

/** transformers.js in this worker, without its network, caches and promise chains. */
export interface Transformers {
  /**
   * True once an internal promise may never settle because a load timed out or the wasm runtime died. New sessions
   * would wait behind it, so replace the worker before the next call.
   */
  readonly poisoned: boolean;
  /** Version of transformers.js, for records of measurements. */
  readonly version: string;
  /**
   * Creates a tokenizer from the contents of `tokenizer.json` and `tokenizer_config.json`.
   *
   * @throws whatever the files cause
   */
  createTokenizer(tokenizer: object, config: object): TransformersTokenizer;
  /**
   * Loads one graph by its model class.
   *
   * @throws OnsightError `unsupported-model` if ORT rejects the graph, `backend-failed`, `out-of-memory`,
   *   `device-lost`, `deadline-exceeded`
   */
  createSession(options: TransformersSessionOptions): Promise<TransformersSession>;
}

/**
 * Loads transformers.js and connects it to this worker's ORT. Files are passed in, so it makes no requests of its own.
 *
 * @throws OnsightError `download-failed` if its bundle cannot be loaded
 */
export async function loadTransformers({
  url,
  ort,
  loadTimeoutMs = 120_000,
}: LoadTransformersOptions): Promise<Transformers> {
  if (ort.env.wasm.wasmPaths === undefined)
    throw new OnsightError('internal', { reason: 'ORT has no `wasmPaths`: transformers.js would point it to a CDN' });
  Reflect.set(globalThis, Symbol.for('onsight.ort'), ort);
  const { transformers } = await importModule(url);
  if (transformers.env.backends.onnx.wasm !== ort.env.wasm)
    throw new OnsightError('internal', { reason: 'transformers.js loaded its own copy of ORT' });
  const files = new TransformersFiles();
  configure(transformers.env, files);
  return new LoadedTransformers(transformers, files, loadTimeoutMs);
}

async function importModule(url: string): Promise<{ readonly transformers: TransformersModule }> {
  try {
    // The shape of our own entry, transformers-entry.ts.
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as {
      readonly transformers: TransformersModule;
    };
  } catch (cause) {
    throw new OnsightError('download-failed', { url, reason: reasonOf(cause) }, { cause });
  }
}

function configure(env: TransformersModule['env'], files: TransformersFiles): void {
  env.logLevel = 50; // LogLevel.NONE: failures reach the caller as errors
  env.allowLocalModels = false;
  env.remoteHost = files.host;
  env.remotePathTemplate = files.pathTemplate;
  env.useFS = false;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.useCustomCache = true;
  env.customCache = files;
  env.fetch = (input) => files.refuse(String(input));
}

class LoadedTransformers implements Transformers {
  poisoned = false;
  readonly #module: TransformersModule;
  readonly #files: TransformersFiles;
  readonly #loadTimeoutMs: number;

  constructor(module: TransformersModule, files: TransformersFiles, loadTimeoutMs: number) {
    this.#module = module;
    this.#files = files;
    this.#loadTimeoutMs = loadTimeoutMs;
  }

  get version(): string {
    return this.#module.env.version;
  }

  createTokenizer(tokenizer: object, config: object): TransformersTokenizer {
    return new this.#module.PreTrainedTokenizer(tokenizer, config);
  }

  async createSession(options: TransformersSessionOptions): Promise<TransformersSession> {
    const { repository, fileName, backend, lane, signal } = options;
    const name = `${repository}/${fileName}`;
    const model = await lane.run(() => measure('load', () => this.#load(options, name), { name, backend }), { signal });
    const session = new TransformersSession(this.#module, model, { name, backend, lane, onDead: this.#onDead });
    if (signal?.aborted === true) {
      await session.dispose();
      signal.throwIfAborted();
    }
    return session;
  }

  readonly #onDead = (): void => {
    this.poisoned = true;
  };

  async #load(options: TransformersSessionOptions, name: string): Promise<TransformersModel> {
    const { modelClass, repository, revision, fileName, dtype, backend, config, files } = options;
    const offer = this.#files.offer(repository, revision, files);
    try {
      const loading = this.#module.models[modelClass].from_pretrained(repository, {
        config,
        dtype,
        revision,
        device: backend,
        model_file_name: fileName,
        session_options: { logSeverityLevel: 3, graphOptimizationLevel: 'all' },
      });
      // A requested file that was not offered would leave `from_pretrained` pending forever.
      const model = await withDeadline(Promise.race([loading, offer.refused]), name, this.#loadTimeoutMs);
      const failure = model.sessions['model']?.failure;
      if (failure !== undefined) throw failure.error;
      return model;
    } catch (error) {
      if (OnsightError.is(error, 'deadline-exceeded')) this.poisoned = true;
      throw toLoadError(error, backend, repository, fileName);
    } finally {
      offer.release();
    }
  }
}

// ORT's status codes for an invalid model or one that this build cannot run (NO_SUCHFILE, NO_MODEL, INVALID_ARGUMENT,
// INVALID_PROTOBUF, NOT_IMPLEMENTED, INVALID_GRAPH of include/onnxruntime/core/common/status.h).
const modelFault = /ERROR_CODE: (2|3|4|7|9|10)\b|protobuf|Deserialize tensor|external data/i;

function toLoadError(error: unknown, backend: Backend, repository: string, fileName: string): OnsightError {
  const coded = toBackendError(error, backend, `${repository}/${fileName}`);
  if (!OnsightError.is(coded, 'backend-failed') || !modelFault.test(reasonOf(error))) return coded;
  const reason = `its graph ${fileName} cannot be loaded: ${reasonOf(error)}`;
  return new OnsightError('unsupported-model', { model: repository, reason }, { cause: error });
}
