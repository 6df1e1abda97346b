/**
 * Discrete Fourier transform of real frames of one size, a power of two (iterative radix-2, Cooley and Tukey 1965).
 * Tables and buffers are made once.
 */
export class RealFft {
  readonly size: number;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint32Array;

  /** @throws RangeError if `size` is not a power of two >= 2 */
  constructor(size: number) {
    const bits = Math.log2(size);
    if (!Number.isInteger(bits) || bits < 1)
      throw new RangeError(`Expected \`size\` to be a power of two >= 2, got \`${String(size)}\`.`);
    this.size = size;
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.#reversed = Uint32Array.from({ length: size }, (_, i) => reverseBits(i, bits));
  }

  /**
   * Writes the magnitudes of the bins 0 to size / 2 to `out`.
   *
   * @param frame - at most `size` samples; zeros follow
   * @param out - size / 2 + 1 numbers
   */
  magnitudes(frame: ArrayLike<number>, out: Float64Array): void {
    const [re, im] = [this.#re, this.#im];
    for (let i = 0; i < this.size; i += 1) re[this.#reversed[i] ?? 0] = frame[i] ?? 0;
    im.fill(0);
    for (let half = 1; half < this.size; half *= 2) this.#stage(half);
    for (let k = 0; k <= this.size / 2; k += 1) out[k] = Math.hypot(re[k] ?? 0, im[k] ?? 0);
  }

  /** Joins pairs of transforms of `half` bins each. */
  #stage(half: number): void {
    const [re, im, cos, sin] = [this.#re, this.#im, this.#cos, this.#sin];
    const step = this.size / (2 * half);
    for (let start = 0; start < this.size; start += 2 * half)
      for (let k = 0; k < half; k += 1) {
        const even = start + k;
        const odd = even + half;
        const [c, s] = [cos[k * step] ?? 0, sin[k * step] ?? 0];
        const [oddRe, oddIm] = [re[odd] ?? 0, im[odd] ?? 0];
        const turnedRe = oddRe * c - oddIm * s;
        const turnedIm = oddRe * s + oddIm * c;
        re[odd] = (re[even] ?? 0) - turnedRe;
        im[odd] = (im[even] ?? 0) - turnedIm;
        re[even] = (re[even] ?? 0) + turnedRe;
        im[even] = (im[even] ?? 0) + turnedIm;
      }
  }
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit += 1) reversed |= ((value >> bit) & 1) << (bits - 1 - bit);
  return reversed;
}
