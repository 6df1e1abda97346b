import * as ort from 'onnxruntime-web/webgpu';
import { withDeadline } from '../core/async/deadline.ts';
import { OnsightError, reasonOf } from '../core/errors.ts';

/** Where a session's arithmetic runs. */
export type Backend = 'wasm' | 'webgpu';

/** ORT's two files for one of its builds: the glue module by address, the wasm by its bytes. */
export interface OrtFiles {
  readonly mjsUrl: string;
  readonly wasm: ArrayBuffer;
}

/** Options of {@link startOrt}. */
export interface OrtOptions {
  /** Which build `files` is: the plain one knows only WASM, the asyncify one both back ends. */
  readonly build: 'plain' | 'asyncify';
  readonly files: OrtFiles;
  /** WASM threads; more than 1 needs a cross-origin isolated page. */
  readonly threads: number;
}

/** ORT's namespace after {@link startOrt} has configured it. */
export type Ort = typeof ort;

const startTimeoutMs = 60_000;
let started: { readonly build: OrtOptions['build'] } | undefined;
let broken = false;

/**
 * True once ORT failed to start: its glue module could not be loaded, or its wasm not be instantiated. ORT then refuses
 * every session for the life of its realm, so that only a new worker helps.
 */
export function isOrtBroken(): boolean {
  return broken;
}

/**
 * Configures the one ORT of this worker. ORT can be configured once for the life of its realm, so a second call
 * with another build is a mistake of ours.
 *
 * @throws OnsightError `internal` on a second call
 */
export function startOrt({ build, files, threads }: OrtOptions): Ort {
  if (started !== undefined) throw new OnsightError('internal', { reason: `ORT runs already (${started.build})` });
  started = { build };
  ort.env.logLevel = 'error';
  ort.env.wasm.proxy = false;
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.initTimeout = startTimeoutMs;
  ort.env.wasm.wasmPaths = { mjs: files.mjsUrl };
  ort.env.wasm.wasmBinary = files.wasm;
  // transformers.js is a file of its own and finds the same ORT here (transformers-ort-shim.ts).
  Reflect.set(globalThis, Symbol.for('onsight.ort'), ort);
  return ort;
}

/** A serialised graph. */
export interface GraphBytes {
  readonly bytes: Uint8Array;
  /** Files with weights of the graph, by the names that the graph has for them. */
  readonly external?: readonly { readonly path: string; readonly data: Uint8Array }[] | undefined;
}

/**
 * Makes an ORT session; whatever goes wrong is a `backend-failed`, `out-of-memory` or `deadline-exceeded`, or
 * `unsupported-model` where files with its weights are missing.
 */
export async function createOrtSession(
  { bytes, external = [] }: GraphBytes,
  backend: Backend,
  what: string,
): Promise<ort.InferenceSession> {
  try {
    const loading = ort.InferenceSession.create(bytes, {
      externalData: external.map(({ path, data }) => ({ path, data })),
      executionProviders: [backend],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
    return await withDeadline(loading, `Loading ${what}`, startTimeoutMs);
  } catch (error) {
    broken ||= isStartFailure(error, backend);
    if (/external data|MountedFiles/i.test(reasonOf(error))) {
      const reason = 'its weights lie in files beside the graph that its part does not name as `data`';
      throw new OnsightError('unsupported-model', { model: what, reason }, { cause: error });
    }
    throw toBackendError(error, backend, what);
  }
}

/** WASM needs nothing but ORT's own files. WebGPU may be missing, and WASM be there all the same. */
function isStartFailure(error: unknown, backend: Backend): boolean {
  const reason = reasonOf(error);
  if (/initializeWebAssembly|dynamically imported module/i.test(reason)) return true;
  return backend === 'wasm' && /no available backend found/i.test(reason);
}

/** Gives any error that ORT threw a code. */
export function toBackendError(error: unknown, backend: Backend, what: string): OnsightError {
  if (OnsightError.is(error)) return error;
  const reason = reasonOf(error);
  if (/bad_alloc|out of memory|allocat|Array buffer allocation|memory access/i.test(reason))
    return new OnsightError('out-of-memory', { what }, { cause: error });
  if (backend === 'webgpu' && /device.{0,20}lost|lost.{0,20}device/i.test(reason))
    return new OnsightError('device-lost', { reason }, { cause: error });
  return new OnsightError('backend-failed', { backend, reason: `${what}: ${reason}` }, { cause: error });
}

/** Calls `onLost` when the GPU device that ORT uses is lost. Call it after the first WebGPU session exists. */
export async function watchDevice(onLost: (reason: string) => void): Promise<void> {
  const device = (await ort.env.webgpu.device) as GPUDevice | undefined;
  void device?.lost.then((info) => {
    onLost(info.message || info.reason);
  });
}
