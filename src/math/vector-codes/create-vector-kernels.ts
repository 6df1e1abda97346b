import { encodeRows } from './encode-rows.ts';
import { PlainEngine } from './plain-engine.ts';
import { ResidentIndex } from './resident-index.ts';
import type { VectorKernels } from './vector-kernels.ts';
import { compileScan, WasmEngine } from './wasm-engine.ts';

/** Compiles the kernels: a kilobyte of WASM that comes with the code, no request. Never fails: see {@link VectorKernels.kind}. */
export async function createVectorKernels(): Promise<VectorKernels> {
  const module = await compileScan();
  return module === undefined ? plainKernels() : simdKernels(module);
}

function simdKernels(module: WebAssembly.Module): VectorKernels {
  return {
    kind: 'simd',
    encodeRows,
    createResidentCodes: ({ dims, metric }) => new ResidentIndex(dims, metric, () => new WasmEngine(module)),
  };
}

/** The kernels where there is no WASM SIMD. */
export function plainKernels(): VectorKernels {
  return {
    kind: 'plain',
    encodeRows,
    createResidentCodes: ({ dims, metric }) => new ResidentIndex(dims, metric, () => new PlainEngine()),
  };
}
