import { pageBytes, type ScanCall, type ScanEngine } from '../scan/scan-engine.ts';
import { instantiateKernels, instantiateRelaxedDots, type CompiledKernels } from './wasm-kernels.ts';

/** Scan in WASM SIMD with its own memory. */
export class WasmEngine implements ScanEngine {
  readonly #kernels: ReturnType<typeof instantiateKernels>;
  readonly #relaxedDots: ((...args: readonly number[]) => void) | undefined;
  readonly #isSigned: boolean;

  constructor({ module, relaxedDots }: CompiledKernels) {
    this.#kernels = instantiateKernels(module);
    this.#relaxedDots = relaxedDots && instantiateRelaxedDots(relaxedDots.module, this.#kernels.memory).dots;
    this.#isSigned = relaxedDots?.signed === true;
  }

  get buffer(): ArrayBuffer {
    return this.#kernels.memory.buffer;
  }

  grow(bytes: number): void {
    this.#kernels.memory.grow((bytes - this.buffer.byteLength) / pageBytes);
  }

  writeQuery(values: Int16Array, at: number): void {
    if (this.#relaxedDots === undefined) new Int16Array(this.buffer, at).set(values);
    else writeBytesOf(values, new Int8Array(this.buffer, at, 2 * values.length));
  }

  scan({ codes, scales, errors, mask, rows, pieces, query, terms, dots, ...call }: ScanCall): number {
    const read = this.#relaxedDots ?? this.#kernels.dots;
    const [centre, flip] = this.#isSigned ? [0, -128] : [terms.centre, 0];
    read(codes, scales, errors, mask, rows, pieces, query, centre, dots, flip);
    return this.#kernels.select(
      dots,
      scales,
      errors,
      call.norms,
      mask,
      rows,
      terms.gain,
      terms.base,
      terms.perError,
      terms.perScale,
      terms.fixed,
      call.floor,
      call.found,
    );
  }

  product(codes: number, residuals: number, vector: number, dims: number): number {
    return this.#kernels.product(codes, residuals, vector, dims);
  }

  norms(codes: number, rows: number, pieces: number, found: number): void {
    this.#kernels.norms(codes, rows, pieces, found);
  }
}

/** Writes the low bytes of each piece of 16 values, then the high bytes: value = low + 256 * high, both signed. */
function writeBytesOf(values: Int16Array, bytes: Int8Array): void {
  for (let from = 0; from < values.length; from += 16) {
    for (let i = 0; i < 16; i += 1) {
      const value = values[from + i]!;
      const low = (value << 24) >> 24;
      bytes[2 * from + i] = low;
      bytes[2 * from + 16 + i] = (value - low) >> 8;
    }
  }
}
