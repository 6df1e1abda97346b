/**
 * Discrete Fourier transform of real frames of one even size that has no prime factors but 2, 3 and 5. Pairs of samples
 * are transformed as complex numbers by mixed radices (Cooley and Tukey 1965). Tables and buffers are made once.
 */
export class RealFft {
  readonly size: number;
  /** Half the size: the transform is complex. */
  readonly #half: number;
  readonly #radices: readonly number[];
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #inRe: Float64Array;
  readonly #inIm: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  /** One butterfly. */
  readonly #twiddledRe = new Float64Array(5);
  readonly #twiddledIm = new Float64Array(5);

  /** @throws RangeError if `size` is not even or has another prime factor */
  constructor(size: number) {
    const radices = Number.isInteger(size) && size >= 2 && size % 2 === 0 ? radicesOf(size / 2) : undefined;
    if (radices === undefined)
      throw new RangeError(`Expected \`size\` to be an even product of 2, 3 and 5, got \`${String(size)}\`.`);
    this.size = size;
    this.#half = size / 2;
    this.#radices = radices;
    this.#cos = Float64Array.from({ length: size }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.#inRe = new Float64Array(this.#half);
    this.#inIm = new Float64Array(this.#half);
    this.#re = new Float64Array(this.#half);
    this.#im = new Float64Array(this.#half);
  }

  /**
   * Writes the magnitudes of the bins 0 to size / 2 to `out`.
   *
   * @param frame - at most `size` samples; zeros follow
   * @param out - size / 2 + 1 numbers
   */
  magnitudes(frame: ArrayLike<number>, out: Float64Array): void {
    this.powers(frame, out);
    for (let k = 0; k <= this.#half; k += 1) out[k] = Math.sqrt(out[k] ?? 0);
  }

  /** As {@link RealFft.magnitudes}, but their squares. */
  powers(frame: ArrayLike<number>, out: Float64Array): void {
    const [half, re, im] = [this.#half, this.#re, this.#im];
    for (let i = 0; i < half; i += 1) {
      this.#inRe[i] = frame[2 * i] ?? 0;
      this.#inIm[i] = frame[2 * i + 1] ?? 0;
    }
    this.#transform(half, 0, 1, 0, 0);
    for (let k = 0; k <= half; k += 1) {
      const [a, b] = [k % half, (half - k) % half];
      const [aRe, aIm, bRe, bIm] = [re[a] ?? 0, im[a] ?? 0, re[b] ?? 0, -(im[b] ?? 0)];
      const [oddRe, oddIm] = [(aIm - bIm) / 2, (bRe - aRe) / 2];
      const [c, s] = [this.#cos[k] ?? 0, this.#sin[k] ?? 0];
      const binRe = (aRe + bRe) / 2 + oddRe * c - oddIm * s;
      const binIm = (aIm + bIm) / 2 + oddRe * s + oddIm * c;
      out[k] = binRe * binRe + binIm * binIm;
    }
  }

  /** Transforms `size` inputs from `from` on, `step` apart, into the outputs from `to` on. */
  #transform(size: number, level: number, step: number, from: number, to: number): void {
    const radix = this.#radices[level] ?? 1;
    const part = size / radix;
    if (size === 1) {
      this.#re[to] = this.#inRe[from] ?? 0;
      this.#im[to] = this.#inIm[from] ?? 0;
      return;
    }
    for (let r = 0; r < radix; r += 1) this.#transform(part, level + 1, step * radix, from + r * step, to + r * part);
    for (let k = 0; k < part; k += 1) this.#butterfly(radix, part, k, to + k);
  }

  /** Joins the bins `at`, `at + part` … of `radix` transforms. */
  #butterfly(radix: number, part: number, k: number, at: number): void {
    const [re, im, cos, sin] = [this.#re, this.#im, this.#cos, this.#sin];
    const [xRe, xIm] = [this.#twiddledRe, this.#twiddledIm];
    const unit = this.size / (part * radix);
    for (let r = 0; r < radix; r += 1) {
      const [c, s] = [cos[r * k * unit] ?? 0, sin[r * k * unit] ?? 0];
      const [ownRe, ownIm] = [re[at + r * part] ?? 0, im[at + r * part] ?? 0];
      xRe[r] = ownRe * c - ownIm * s;
      xIm[r] = ownRe * s + ownIm * c;
    }
    const turn = this.size / radix;
    for (let q = 0; q < radix; q += 1) {
      let [sumRe, sumIm] = [xRe[0] ?? 0, xIm[0] ?? 0];
      for (let r = 1; r < radix; r += 1) {
        const angle = ((q * r) % radix) * turn;
        const [c, s] = [cos[angle] ?? 0, sin[angle] ?? 0];
        sumRe += (xRe[r] ?? 0) * c - (xIm[r] ?? 0) * s;
        sumIm += (xRe[r] ?? 0) * s + (xIm[r] ?? 0) * c;
      }
      re[at + q * part] = sumRe;
      im[at + q * part] = sumIm;
    }
  }
}

/** Radices whose product is `size`; undefined if there is another prime factor. */
function radicesOf(size: number): readonly number[] | undefined {
  const radices: number[] = [];
  let rest = size;
  for (const radix of [5, 3, 4, 2]) for (; rest % radix === 0; rest /= radix) radices.push(radix);
  return rest === 1 ? radices : undefined;
}
