import { Tensor, type InferenceSession } from 'onnxruntime-web/webgpu';
import type { AbortOptions } from '../core/async/abort.ts';
import { DisposeGuard } from '../core/disposable.ts';
import { OnsightError } from '../core/errors.ts';
import type { Lane, LaneOptions } from '../core/async/lane.ts';
import { measure } from '../core/measure.ts';
import { checkFeeds } from './check-feeds.ts';
import { createOrtSession, toBackendError, type GraphBytes } from './ort.ts';
import type { Backend } from './backend.ts';
import { toSessionInputs, type SessionInput } from './session-input.ts';
import { hasNonFinite, type TensorData, type TensorMap } from './tensor-data.ts';

/** A loaded graph, ready to run. */
export interface ModelSession extends AsyncDisposable {
  readonly name: string;
  readonly backend: Backend;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Inputs declared by the graph. */
  readonly inputs: readonly SessionInput[];
  /**
   * Runs the graph in the worker's single lane and returns copies of the named outputs (default: all).
   *
   * @throws TypeError if a feed is missing, unknown or of the wrong type or shape
   * @throws OnsightError `backend-failed`, also if an output holds NaN or Infinity; `device-lost`; `out-of-memory`
   */
  run(feeds: TensorMap, options?: RunOptions): Promise<TensorMap>;
  dispose(): Promise<void>;
}

/** Options of {@link ModelSession.run}. */
export interface RunOptions extends LaneOptions {
  readonly outputs?: readonly string[] | undefined;
  /**
   * Outputs to check for NaN and Infinity; skip those that other checked outputs are computed from.
   *
   * @defaultValue all
   */
  readonly checked?: readonly string[] | undefined;
}

/** Options of {@link createModelSession}. */
interface ModelSessionOptions extends AbortOptions {
  /** Name of the graph for error messages and measurements: `starter/vision_encoder`. */
  readonly name: string;
  readonly backend: Backend;
  readonly lane: Lane;
}

/** Loads a graph from its bytes. Runs in the lane, because WebGPU sessions must not be created concurrently. */
export async function createModelSession(graph: GraphBytes, options: ModelSessionOptions): Promise<ModelSession> {
  const { name, backend, lane, signal } = options;
  const session = await lane.run(
    () => measure('load', () => createOrtSession(graph, backend, name), { name, backend }),
    { signal },
  );
  if (signal?.aborted === true) {
    await session.release();
    signal.throwIfAborted();
  }
  return new OrtModelSession(session, options);
}

class OrtModelSession implements ModelSession {
  readonly name: string;
  readonly backend: Backend;
  readonly #session: InferenceSession;
  readonly #lane: Lane;
  readonly #guard: DisposeGuard;

  constructor(session: InferenceSession, { name, backend, lane }: ModelSessionOptions) {
    this.name = name;
    this.backend = backend;
    this.#session = session;
    this.#lane = lane;
    this.#guard = new DisposeGuard(`The session ${name}`);
  }

  get inputNames(): readonly string[] {
    return this.#session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  get inputs(): readonly SessionInput[] {
    return toSessionInputs(this.#session.inputMetadata);
  }

  async run(feeds: TensorMap, options: RunOptions = {}): Promise<TensorMap> {
    this.#guard.check();
    checkFeeds(this.name, this.#session.inputMetadata, feeds);
    return this.#lane.run(async () => {
      // A released wasm session still runs, on freed memory, so check again inside the lane.
      this.#guard.check();
      return measure('run', () => this.#runNow(feeds, options), { name: this.name });
    }, options);
  }

  async #runNow(feeds: TensorMap, { outputs: wanted = this.outputNames, checked }: RunOptions): Promise<TensorMap> {
    const inputs = Object.entries(feeds).map(([name, tensor]) => [name, toOrtTensor(tensor)] as const);
    let outputs: InferenceSession.OnnxValueMapType | undefined;
    try {
      outputs = await this.#session.run(Object.fromEntries(inputs), [...wanted]);
      const isChecked = (name: string): boolean => checked === undefined || checked.includes(name);
      const results = Object.entries(outputs).map(
        ([name, tensor]) => [name, this.#takeOut(name, tensor, isChecked(name))] as const,
      );
      return Object.fromEntries(results);
    } catch (error) {
      throw toBackendError(error, this.backend, this.name);
    } finally {
      for (const [, tensor] of inputs) tensor.dispose();
      for (const tensor of Object.values(outputs ?? {})) tensor.dispose();
    }
  }

  #takeOut(name: string, tensor: Tensor, isChecked: boolean): TensorData {
    if (tensor.type === 'float32') {
      // Without the cast the union of ORT's data types stays open; the type tag was just checked. ORT already copies
      // outputs out of its heap (lib/wasm/wasm-core-impl.ts), so no second copy is needed.
      const data = tensor.data as Float32Array;
      if (isChecked && hasNonFinite(data))
        throw new OnsightError('backend-failed', {
          backend: this.backend,
          reason: `${this.name} returned NaN or Infinity in "${name}"`,
        });
      return { type: 'float32', dims: tensor.dims, data };
    }
    if (tensor.type === 'int64') return { type: 'int64', dims: tensor.dims, data: tensor.data as BigInt64Array };
    throw new OnsightError('backend-failed', {
      backend: this.backend,
      reason: `${this.name} returned "${name}" as ${tensor.type}, which is not supported`,
    });
  }

  dispose(): Promise<void> {
    return this.#guard.dispose(() => this.#lane.run(() => this.#session.release()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

function toOrtTensor(tensor: TensorData): Tensor {
  switch (tensor.type) {
    case 'float32':
      return new Tensor('float32', tensor.data, tensor.dims);
    case 'int64':
      return new Tensor('int64', tensor.data, tensor.dims);
    case 'bool':
      return new Tensor('bool', tensor.data, tensor.dims);
  }
}
