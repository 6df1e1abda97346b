import type { PairEngine } from '../near-pairs/pair-engine.ts';
import { PlainPairEngine } from '../near-pairs/plain-pair-engine.ts';
import { WasmPairEngine } from '../near-pairs/wasm-pair-engine.ts';
import { encodeRows } from './encode-rows.ts';
import { PlainEngine } from './plain-engine.ts';
import { normalizePlainly } from './plain-encoder.ts';
import { ResidentIndex } from './resident-index.ts';
import type { ScanEngine } from './scan-engine.ts';
import type { VectorKernels } from './vector-kernels.ts';
import { createWasmEncoder } from './wasm-encoder.ts';
import { WasmEngine } from './wasm-engine.ts';
import { compileKernels } from './wasm-kernels.ts';

/** Compiles the kernels: three kilobytes of WASM that come with the code, no request. Never fails: see {@link VectorKernels.kind}. */
export async function createVectorKernels(): Promise<VectorKernels> {
  const module = await compileKernels();
  return module === undefined ? plainKernels() : simdKernels(module);
}

function simdKernels(module: WebAssembly.Module): VectorKernels {
  const { encode, normalize } = createWasmEncoder(module);
  return {
    kind: 'simd',
    encodeRows: (rows, dims, mean, options) => encodeRows(rows, dims, mean, options, encode),
    normalizeRows: normalize,
    createResidentCodes: ({ dims, metric }) => new ResidentIndex(dims, metric, () => createEngine(module)),
    createPairEngine: () => createPairEngine(module),
  };
}

/** Browsers allow a page so many WASM memories and no more; beyond that plain code does the same, slower. */
function createEngine(module: WebAssembly.Module): ScanEngine {
  try {
    return new WasmEngine(module);
  } catch {
    return new PlainEngine();
  }
}

function createPairEngine(module: WebAssembly.Module): PairEngine {
  try {
    return new WasmPairEngine(module);
  } catch {
    return new PlainPairEngine();
  }
}

/** The kernels where there is no WASM SIMD. */
export function plainKernels(): VectorKernels {
  return {
    kind: 'plain',
    encodeRows: (rows, dims, mean, options) => encodeRows(rows, dims, mean, options),
    normalizeRows: normalizePlainly,
    createResidentCodes: ({ dims, metric }) => new ResidentIndex(dims, metric, () => new PlainEngine()),
    createPairEngine: () => new PlainPairEngine(),
  };
}
