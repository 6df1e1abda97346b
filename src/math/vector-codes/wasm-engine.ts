import { pageBytes, type ScanCall, type ScanEngine } from './scan-engine.ts';
import { instantiateKernels } from './wasm-kernels.ts';

/** The scan in WASM SIMD, with a memory of its own. */
export class WasmEngine implements ScanEngine {
  readonly #kernels: ReturnType<typeof instantiateKernels>;

  constructor(module: WebAssembly.Module) {
    this.#kernels = instantiateKernels(module);
  }

  get buffer(): ArrayBuffer {
    return this.#kernels.memory.buffer;
  }

  grow(bytes: number): void {
    this.#kernels.memory.grow((bytes - this.buffer.byteLength) / pageBytes);
  }

  scan(call: ScanCall): number {
    const { terms } = call;
    return this.#kernels.scan(
      call.codes,
      call.scales,
      call.errors,
      call.norms,
      call.mask,
      call.rows,
      call.pieces,
      call.query,
      terms.centre,
      terms.gain,
      terms.base,
      terms.perError,
      terms.perScale,
      terms.fixed,
      call.floor,
      call.found,
    );
  }

  product(codes: number, second: number, vector: number, dims: number): number {
    return this.#kernels.product(codes, second, vector, dims);
  }

  norms(codes: number, rows: number, pieces: number, found: number): void {
    this.#kernels.norms(codes, rows, pieces, found);
  }
}
