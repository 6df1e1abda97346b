import { pageBytes } from '../scan/scan-engine.ts';
import { instantiateKernels } from '../kernels/wasm-kernels.ts';
import type { PairCall, PairEngine } from './pair-engine.ts';

/** Kernel in WASM SIMD with its own memory. */
export class WasmPairEngine implements PairEngine {
  readonly #kernels: ReturnType<typeof instantiateKernels>;

  constructor(module: WebAssembly.Module) {
    this.#kernels = instantiateKernels(module);
  }

  get buffer(): ArrayBuffer {
    return this.#kernels.memory.buffer;
  }

  grow(bytes: number): void {
    const missing = bytes - this.buffer.byteLength;
    if (missing > 0) this.#kernels.memory.grow(Math.ceil(missing / pageBytes));
  }

  pairs(call: PairCall): number {
    return this.#kernels.pairs(
      call.tiles,
      call.headSlacks,
      call.order,
      call.fulls,
      call.fullSlacks,
      call.codes,
      call.facts,
      call.codeBytes,
      call.a,
      call.aEnd,
      call.b,
      call.bEnd,
      call.limit,
      call.floor,
      call.found,
    );
  }
}
