/**
 * Maximum {@link LayerError.relative} per number of bits: at least twice the error for normally distributed weights,
 * and below the error if a few inputs have weights ten times as large as the others (quantize.test.ts prints both).
 */
const maxLayerError = { 4: 0.2, 8: 0.03 } as const;

// Square of a tenth of the median input's weights: an input below it counts as unused.
const unused = 0.01;

/**
 * Error of a layer in a number format: the root of the mean, over its inputs, of squared errors relative to squared
 * weights. This is the share of noise in the output if all inputs contribute equally. Relative to all weights together,
 * a few large ones would hide that they stretched the steps of all others.
 */
export class LayerError {
  // Sums of squares, per input.
  readonly #errors: Float64Array;
  readonly #weights: Float64Array;

  constructor(inputs: number) {
    this.#errors = new Float64Array(inputs);
    this.#weights = new Float64Array(inputs);
  }

  /** Adds a weight of an input, and its value in the number format. */
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
    // Also true for NaN, which comes from float16 overflow.
    return !(this.relative <= maxLayerError[bits]);
  }
}
