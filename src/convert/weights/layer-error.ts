/**
 * The most that a number format of so many bits may take from a layer, as {@link LayerError.relative} has it: at least
 * twice what it takes from normally distributed weights, and less than what it takes where a few inputs have weights ten
 * times as large as the others' (both in quantize.test.ts, which prints them).
 */
const maxLayerError = { 4: 0.2, 8: 0.03 } as const;

// Weights of a tenth of the middle input's, squared: such an input is taken for unused.
const unused = 0.01;

/**
 * What a number format takes from a layer: the root of the mean, over its inputs, of the squares of their errors in
 * relation to the squares of their weights. That is the share of noise in what comes out where each input contributes
 * alike. Related to all weights together, a few large ones would hide that they stretched the steps of all others.
 */
export class LayerError {
  // Sums of squares, for each input.
  readonly #errors: Float64Array;
  readonly #weights: Float64Array;

  constructor(inputs: number) {
    this.#errors = new Float64Array(inputs);
    this.#weights = new Float64Array(inputs);
  }

  /** A weight of an input, and what the number format holds in its place. */
  add(input: number, weight: number, held: number): void {
    this.#errors[input] = (this.#errors[input] ?? 0) + (weight - held) ** 2;
    this.#weights[input] = (this.#weights[input] ?? 0) + weight * weight;
  }

  get relative(): number {
    const middle = this.#weights.slice().sort()[this.#weights.length >> 1] ?? 0;
    let [sum, inputs] = [0, 0];
    for (const [input, weights] of this.#weights.entries()) {
      if (weights === 0 || weights < unused * middle) continue;
      sum += (this.#errors[input] ?? NaN) / weights;
      inputs += 1;
    }
    return inputs === 0 ? 0 : Math.sqrt(sum / inputs);
  }

  isAbove(bits: keyof typeof maxLayerError): boolean {
    // What is no number, since float16 ended before it, is no good either.
    return !(this.relative <= maxLayerError[bits]);
  }
}
