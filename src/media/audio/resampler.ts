/** Half the filter's length, in samples of the lower of the two rates; as in `scipy.signal.resample_poly`. */
const zeroCrossings = 10;
/** Shape of the Kaiser window, as there. */
const kaiserBeta = 5;

/**
 * Converts the sample rate of a stream, block by block, by a polyphase windowed-sinc filter. Equals
 * `scipy.signal.resample_poly(samples, rateOut, rateIn)` on the whole stream: frequencies that the new rate cannot hold
 * are removed before samples are dropped.
 */
export class Resampler {
  readonly #up: number;
  readonly #down: number;
  /** Per phase: the filter's coefficients for the newest input sample first. */
  readonly #phases: readonly Float64Array[];
  /** Taps of each phase. */
  readonly #taps: number;
  readonly #half: number;
  /** The newest inputs, oldest first; the first of them has index `#first`. Zeros stand before the stream. */
  #history: Float32Array;
  #first: number;
  #produced = 0;

  /** Rates in samples per second, integers. Equal rates pass samples through. */
  constructor(rateIn: number, rateOut: number) {
    const divisor = greatestCommonDivisor(rateIn, rateOut);
    this.#up = rateOut / divisor;
    this.#down = rateIn / divisor;
    const wider = Math.max(this.#up, this.#down);
    this.#half = this.#up === this.#down ? 0 : zeroCrossings * wider;
    const filter = this.#half === 0 ? Float64Array.of(1) : lowPass(this.#half, 1 / wider, this.#up);
    this.#taps = Math.ceil(filter.length / this.#up);
    this.#phases = Array.from({ length: this.#up }, (_, phase) =>
      Float64Array.from({ length: this.#taps }, (__, tap) => filter[phase + tap * this.#up] ?? 0),
    );
    this.#history = new Float32Array(this.#taps);
    this.#first = -this.#taps;
  }

  /** Takes the next samples in; returns the output that is complete with them. */
  push(samples: Float32Array): Float32Array {
    const history = new Float32Array(this.#history.length + samples.length);
    history.set(this.#history);
    history.set(samples, this.#history.length);
    this.#history = history;
    const end = this.#first + history.length;
    // Output m needs the inputs up to (m * down + half) / up.
    const ready = Math.floor(((end - 1) * this.#up + this.#up - 1 - this.#half) / this.#down) + 1;
    const out = this.#produce(Math.max(ready, this.#produced));
    this.#forget();
    return out;
  }

  /** Output of the stream's end, after which zeros are assumed. */
  flush(): Float32Array {
    const length = this.#first + this.#history.length;
    const total = Math.ceil((length * this.#up) / this.#down);
    const missing = Math.max(0, Math.ceil((total * this.#down + this.#half) / this.#up) - length);
    const history = new Float32Array(this.#history.length + missing);
    history.set(this.#history);
    this.#history = history;
    return this.#produce(Math.max(total, this.#produced));
  }

  #produce(until: number): Float32Array {
    const out = new Float32Array(until - this.#produced);
    for (let i = 0; i < out.length; i += 1) {
      const at = (this.#produced + i) * this.#down + this.#half;
      const newest = Math.floor(at / this.#up) - this.#first;
      const phase = this.#phases[at % this.#up] ?? new Float64Array();
      let sum = 0;
      for (let tap = 0; tap < this.#taps; tap += 1) sum += (phase[tap] ?? 0) * (this.#history[newest - tap] ?? 0);
      out[i] = sum;
    }
    this.#produced = until;
    return out;
  }

  /** Drops inputs that no later output needs. */
  #forget(): void {
    const newest = Math.floor((this.#produced * this.#down + this.#half) / this.#up);
    const oldest = newest - this.#taps + 1;
    const dropped = Math.min(Math.max(0, oldest - this.#first), this.#history.length);
    this.#history = this.#history.slice(dropped);
    this.#first += dropped;
  }
}

/** Windowed sinc of `2 * half + 1` coefficients that sum to `gain`; `cutoff` in units of the Nyquist frequency. */
function lowPass(half: number, cutoff: number, gain: number): Float64Array {
  const filter = Float64Array.from({ length: 2 * half + 1 }, (_, i) => {
    const x = i - half;
    return sinc(cutoff * x) * besselI0(kaiserBeta * Math.sqrt(1 - (x / half) ** 2));
  });
  const sum = filter.reduce((total, value) => total + value, 0);
  return filter.map((value) => (value * gain) / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
