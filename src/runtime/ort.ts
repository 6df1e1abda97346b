import * as ort from 'onnxruntime-web/webgpu';
import { withDeadline } from '../core/async/deadline.ts';
import { OnsightError, reasonOf } from '../core/errors.ts';
import type { Backend } from './backend.ts';

/** Files of one ORT build: URL of the glue module, and the bytes of the wasm. */
interface OrtFiles {
  readonly mjsUrl: string;
  readonly wasm: ArrayBuffer;
}

/** Options of {@link startOrt}. */
interface OrtOptions {
  /** Build that `files` belong to: `plain` supports WASM only, `asyncify` both back ends. */
  readonly build: 'plain' | 'asyncify';
  readonly files: OrtFiles;
  /** Number of WASM threads; more than 1 requires a cross-origin isolated page. */
  readonly threads: number;
}

/** ORT's namespace, configured by {@link startOrt}. */
export type Ort = typeof ort;

const startTimeoutMs = 60_000;
let started: { readonly build: OrtOptions['build']; wasm: ArrayBuffer | undefined } | undefined;
let broken = false;

/**
 * True once ORT failed to start because its glue module or wasm could not be loaded. ORT then rejects every session for
 * the life of its realm, so only a new worker helps.
 */
export function isOrtBroken(): boolean {
  return broken;
}

/**
 * Configures the single ORT of this worker. ORT can be configured once per realm, so a second call is a bug.
 *
 * @throws OnsightError `internal` on a second call
 */
export function startOrt({ build, files, threads }: OrtOptions): Ort {
  if (started !== undefined)
    throw new OnsightError('internal', { reason: `ORT is already running (${started.build})` });
  started = { build, wasm: files.wasm };
  ort.env.logLevel = 'error';
  ort.env.wasm.proxy = false;
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.initTimeout = startTimeoutMs;
  ort.env.wasm.wasmPaths = { mjs: files.mjsUrl };
  ort.env.wasm.wasmBinary = files.wasm;
  // transformers.js is a separate bundle and finds the same ORT here (transformers-ort-shim.ts).
  Reflect.set(globalThis, Symbol.for('onsight.ort'), ort);
  return ort;
}

/**
 * Frees the bytes of ORT's wasm file, 14 to 27 MB, once the module is compiled. ORT's glue module keeps a reference to
 * the buffer for the life of the realm, so it is detached.
 */
function freeWasmFile(): void {
  if (started?.wasm === undefined) return;
  structuredClone(started.wasm, { transfer: [started.wasm] });
  started.wasm = undefined;
  delete ort.env.wasm.wasmBinary;
}

/** A serialised graph. */
export interface GraphBytes {
  readonly bytes: Uint8Array;
  /** External weight files, by the names used in the graph. */
  readonly external?: readonly { readonly path: string; readonly data: Uint8Array }[] | undefined;
}

/** Bytes of a graph and its files of weights. */
export function graphBytes({ bytes, external = [] }: GraphBytes): number {
  return external.reduce((sum, { data }) => sum + data.byteLength, bytes.byteLength);
}

/**
 * Creates an ORT session. Failures are `backend-failed`, `out-of-memory` or `deadline-exceeded`, or `unsupported-model`
 * if weight files are missing.
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
    const session = await withDeadline(loading, `Loading ${what}`, startTimeoutMs);
    freeWasmFile();
    return session;
  } catch (error) {
    broken ||= isStartFailure(error, backend);
    if (/external data|MountedFiles/i.test(reasonOf(error))) {
      const reason = 'its weights are in external files that its part does not list as `data`';
      throw new OnsightError('unsupported-model', { model: what, reason }, { cause: error });
    }
    throw toBackendError(error, backend, what);
  }
}

/** WASM needs nothing but ORT's own files. WebGPU may be missing while WASM is available. */
function isStartFailure(error: unknown, backend: Backend): boolean {
  const reason = reasonOf(error);
  if (/initializeWebAssembly|dynamically imported module/i.test(reason)) return true;
  return backend === 'wasm' && /no available backend found/i.test(reason);
}

/** Wraps an error thrown by ORT in an `OnsightError`. */
export function toBackendError(error: unknown, backend: Backend, what: string): OnsightError {
  if (OnsightError.is(error)) return error;
  const reason = reasonOf(error);
  if (/bad_alloc|out of memory|allocat|Array buffer allocation|memory access/i.test(reason))
    return new OnsightError('out-of-memory', { what }, { cause: error });
  if (backend === 'webgpu' && /device.{0,20}lost|lost.{0,20}device/i.test(reason))
    return new OnsightError('device-lost', { reason }, { cause: error });
  return new OnsightError('backend-failed', { backend, reason: `${what}: ${reason}` }, { cause: error });
}

/** Calls `onLost` when ORT's GPU device is lost. Call it after the first WebGPU session exists. */
export async function watchDevice(onLost: (reason: string) => void): Promise<void> {
  const device = (await ort.env.webgpu.device) as GPUDevice | undefined;
  void device?.lost.then((info) => {
    onLost(info.message || info.reason);
  });
}
