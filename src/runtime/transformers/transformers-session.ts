import type { InferenceSession } from 'onnxruntime-web/webgpu';
import { DisposeGuard } from '../../core/disposable.ts';
import { OnsightError, reasonOf } from '../../core/errors.ts';
import type { Lane } from '../../core/async/lane.ts';
import { measure } from '../../core/measure.ts';
import { checkFeeds } from '../check-feeds.ts';
import { decodeHalves, encodeHalves } from '../../math/float16.ts';
import type { ModelSession, RunOptions } from '../model-session.ts';
import { toBackendError } from '../ort.ts';
import type { Backend } from '../backend.ts';
import { toSessionInputs, type SessionInput } from '../session-input.ts';
import { hasNonFinite, type TensorData, type TensorMap } from '../tensor-data.ts';
import type { GuardedSession } from './transformers-guarded-session.ts';
import type { TransformersModel, TransformersModule, TransformersTensor } from './transformers-module.ts';

/** Dependencies of {@link TransformersSession}. */
interface TransformersSessionDeps {
  readonly name: string;
  readonly backend: Backend;
  readonly lane: Lane;
  /** Called when ORT's runtime has become unusable. */
  readonly onDead: () => void;
}

/** A graph behind a transformers.js model class, with the interface of our own sessions. */
export class TransformersSession implements ModelSession {
  readonly name: string;
  readonly backend: Backend;
  readonly #module: TransformersModule;
  readonly #model: TransformersModel;
  readonly #session: GuardedSession;
  readonly #declared: readonly InferenceSession.ValueMetadata[];
  readonly #lane: Lane;
  readonly #guard: DisposeGuard;
  readonly #onDead: () => void;

  constructor(module: TransformersModule, model: TransformersModel, deps: TransformersSessionDeps) {
    const session = model.sessions['model'];
    if (session === undefined) throw new OnsightError('internal', { reason: `${deps.name} has no session "model"` });
    this.name = deps.name;
    this.backend = deps.backend;
    this.#module = module;
    this.#model = model;
    this.#session = session;
    this.#declared = session.inputMetadata;
    this.#lane = deps.lane;
    this.#onDead = deps.onDead;
    this.#guard = new DisposeGuard(`The session ${deps.name}`);
  }

  get inputNames(): readonly string[] {
    return this.#session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  /** Inputs declared by the graph. */
  get inputs(): readonly SessionInput[] {
    return toSessionInputs(this.#declared);
  }

  async run(feeds: TensorMap, options: RunOptions = {}): Promise<TensorMap> {
    this.#guard.check();
    checkFeeds(this.name, this.#declared.map(asOurTypes), feeds);
    return this.#lane.run(async () => {
      this.#guard.check();
      return measure('run', () => this.#runNow(feeds, options.outputs ?? this.outputNames), { name: this.name });
    }, options);
  }

  async #runNow(feeds: TensorMap, wanted: readonly string[]): Promise<TensorMap> {
    const inputs = Object.entries(feeds).map(([name, tensor]) => [name, this.#toTensor(name, tensor)] as const);
    let outputs: Readonly<Record<string, TransformersTensor | undefined>> = {};
    try {
      this.#session.wanted = wanted;
      outputs = await this.#model(Object.fromEntries(inputs));
      this.#throwFailure();
      return Object.fromEntries(wanted.map((name) => [name, this.#copyOut(name, outputs[name])]));
    } catch (error) {
      if (isDead(error)) this.#onDead();
      throw toBackendError(error, this.backend, this.name);
    } finally {
      for (const [, tensor] of inputs) tensor.dispose();
      for (const tensor of Object.values(outputs)) tensor?.dispose();
    }
  }

  #throwFailure(): void {
    const { failure } = this.#session;
    this.#session.failure = undefined;
    if (failure !== undefined) throw failure.error;
  }

  #toTensor(name: string, { type, dims, data }: TensorData): TransformersTensor {
    const declared = this.#declared.find((input) => input.name === name);
    const wants = declared?.isTensor === true ? declared.type : type;
    const { Tensor } = this.#module;
    if (wants === 'float16' && type === 'float32') return new Tensor('float16', encodeHalves(data), dims);
    if (wants === 'int32' && type === 'int64') return new Tensor('int32', Int32Array.from(data, Number), dims);
    return new Tensor(type, data, dims);
  }

  #copyOut(name: string, tensor: TransformersTensor | undefined): TensorData {
    const data = tensor?.data;
    if (tensor === undefined || !ArrayBuffer.isView(data)) throw this.#fault(`returned no "${name}"`);
    const dims = [...tensor.dims];
    if (tensor.type === 'int64') return { type: 'int64', dims, data: (data as BigInt64Array).slice() };
    if (tensor.type !== 'float32' && tensor.type !== 'float16')
      throw this.#fault(`returned "${name}" as ${tensor.type}, which is not supported`);
    // Half precision is a Uint16Array of bits in browsers without Float16Array. The type tag was checked.
    const floats =
      data instanceof Uint16Array ? decodeHalves(data) : Float32Array.from(data as unknown as ArrayLike<number>);
    if (hasNonFinite(floats)) throw this.#fault(`returned NaN or Infinity in "${name}"`);
    return { type: 'float32', dims, data: floats };
  }

  #fault(what: string): OnsightError {
    return new OnsightError('backend-failed', { backend: this.backend, reason: `${this.name} ${what}` });
  }

  dispose(): Promise<void> {
    return this.#guard.dispose(() =>
      this.#lane.run(async () => {
        await this.#model.dispose();
      }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/** Feeds are float32 and int64 and get converted for graphs of other widths. */
function asOurTypes(input: InferenceSession.ValueMetadata): InferenceSession.ValueMetadata {
  if (!input.isTensor) return input;
  if (input.type === 'float16') return { ...input, type: 'float32' };
  return input.type === 'int32' ? { ...input, type: 'int64' } : input;
}

/** After these errors the wasm heap can no longer be trusted. */
function isDead(error: unknown): boolean {
  return /memory access out of bounds|unreachable|Aborted\(|table index is out of bounds/i.test(reasonOf(error));
}
