import type { PairEngine } from '../pairs/pair-engine.ts';
import { PlainPairEngine } from '../pairs/plain-pair-engine.ts';
import { WasmPairEngine } from '../pairs/wasm-pair-engine.ts';
import { encodeRows } from '../codes/encode-rows.ts';
import { PlainEngine } from '../scan/plain-engine.ts';
import { normalizePlainly } from '../codes/plain-encoder.ts';
import { ResidentIndex } from '../scan/resident-index.ts';
import type { ScanEngine } from '../scan/scan-engine.ts';
import type { VectorKernels } from './vector-kernels.ts';
import { createWasmEncoder } from './wasm-encoder.ts';
import { WasmEngine } from './wasm-engine.ts';
import { compileKernels, type CompiledKernels } from './wasm-kernels.ts';

/**
 * Compiles the kernels: six kilobytes of WASM embedded in the code, no request. Never fails: see {@link
 * VectorKernels.kind}.
 */
export async function createVectorKernels(): Promise<VectorKernels> {
  const compiled = await compileKernels();
  return compiled === undefined ? plainKernels() : simdKernels(compiled);
}

function simdKernels(compiled: CompiledKernels): VectorKernels {
  const { module } = compiled;
  const { encode, normalize } = createWasmEncoder(module);
  return {
    kind: compiled.relaxedDots === undefined ? 'simd' : 'relaxed-simd',
    encodeRows: (rows, dims, mean, options) => encodeRows(rows, dims, mean, options, encode),
    normalizeRows: normalize,
    createResidentCodes: ({ dims, metric }) => new ResidentIndex(dims, metric, () => createEngine(compiled)),
    createPairEngine: () => createPairEngine(module),
  };
}

/** Browsers limit the number of WASM memories per page; beyond that, plain code does the same work more slowly. */
function createEngine(compiled: CompiledKernels): ScanEngine {
  try {
    return new WasmEngine(compiled);
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

/** Kernels for browsers without WASM SIMD. */
export function plainKernels(): VectorKernels {
  return {
    kind: 'plain',
    encodeRows: (rows, dims, mean, options) => encodeRows(rows, dims, mean, options),
    normalizeRows: normalizePlainly,
    createResidentCodes: ({ dims, metric }) => new ResidentIndex(dims, metric, () => new PlainEngine()),
    createPairEngine: () => new PlainPairEngine(),
  };
}
