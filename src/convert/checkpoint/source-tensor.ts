import { decodeHalves } from '../../math/float16.ts';

/** Number formats of supported checkpoints. */
export type SourceType = 'F64' | 'F32' | 'F16' | 'BF16';

/** Bytes per number. */
export const sourceBytes: Readonly<Record<SourceType, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

/** Location of a tensor's numbers in a checkpoint. */
export interface SourceTensor {
  readonly name: string;
  readonly file: string;
  readonly type: SourceType;
  readonly shape: readonly number[];
  /** First byte in `file`, and the byte after the last. */
  readonly start: number;
  readonly end: number;
}

/** Numbers of a tensor, decoded on demand: memory holds the tensor once, as it was read. */
export class SourceValues {
  readonly tensor: SourceTensor;
  readonly count: number;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  /** @param bytes - all bytes of the tensor, at the start of their own buffer */
  constructor(tensor: SourceTensor, bytes: Uint8Array<ArrayBuffer>) {
    this.tensor = tensor;
    this.count = bytes.byteLength / sourceBytes[tensor.type];
    this.#bytes = bytes;
  }

  /** Numbers from index `start` up to `end` as float32; a view if stored as float32. */
  floats(start = 0, end: number = this.count): Float32Array<ArrayBuffer> {
    const { buffer } = this.#bytes;
    const length = end - start;
    switch (this.tensor.type) {
      case 'F32':
        return new Float32Array(buffer, start * 4, length);
      case 'F64':
        return Float32Array.from(new Float64Array(buffer, start * 8, length));
      case 'F16':
        return decodeHalves(new Uint16Array(buffer, start * 2, length));
      case 'BF16': {
        // A bfloat16 is the upper half of a float32.
        const words = Uint32Array.from(new Uint16Array(buffer, start * 2, length), (half) => half << 16);
        return new Float32Array(words.buffer);
      }
    }
  }
}

/** True if all numbers of a tensor are finite. Only inspects exponents. */
export function allFinite(type: SourceType, { buffer, byteLength }: Uint8Array<ArrayBuffer>): boolean {
  switch (type) {
    case 'F32':
      return !has(new Uint32Array(buffer, 0, byteLength / 4), 0x7f80_0000);
    case 'F16':
      return !has(new Uint16Array(buffer, 0, byteLength / 2), 0x7c00);
    case 'BF16':
      return !has(new Uint16Array(buffer, 0, byteLength / 2), 0x7f80);
    case 'F64':
      // Values beyond float32 would become infinite.
      return new Float64Array(buffer, 0, byteLength / 8).every((value) => Number.isFinite(Math.fround(value)));
  }
}

function has(words: Uint32Array | Uint16Array, exponent: number): boolean {
  for (const word of words) if ((word & exponent) === exponent) return true;
  return false;
}
