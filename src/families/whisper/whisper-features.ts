import { RealFft } from '../../math/fft.ts';

/** `preprocessor_config.json` of a Whisper repository. */
export interface FeatureSpec {
  readonly feature_size: number;
  readonly hop_length: number;
  readonly n_fft: number;
  readonly sampling_rate: number;
  /** Seconds of a window. */
  readonly chunk_length: number;
}

/** Smallest power, in the logarithm. */
const floor = 1e-10;

/**
 * Log-mel features of a window as Whisper's: centred periodic Hann frames with reflected borders, powers, Slaney's mel
 * filters, log10 within 8 of the loudest, scaled by (x + 4) / 4.
 */
export class WhisperFeatures {
  /** Frames of a window. */
  readonly frames: number;
  readonly #spec: FeatureSpec;
  readonly #fft: RealFft;
  readonly #hann: Float64Array;
  readonly #filters: readonly MelFilter[];

  constructor(spec: FeatureSpec) {
    const { n_fft: size, hop_length, sampling_rate, chunk_length } = spec;
    this.#spec = spec;
    this.frames = (chunk_length * sampling_rate) / hop_length;
    this.#fft = new RealFft(size);
    this.#hann = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
    this.#filters = slaneyFilters(spec);
  }

  /** `[mels, frames]` of at most `chunk_length` seconds; silence follows. */
  compute(samples: Float32Array): Float32Array {
    const { feature_size: mels, hop_length: hop, n_fft: size, chunk_length, sampling_rate } = this.#spec;
    const length = chunk_length * sampling_rate;
    const logs = new Float32Array(mels * this.frames).fill(Math.log10(floor));
    const frame = new Float64Array(size);
    const powers = new Float64Array(size / 2 + 1);
    let loudest = Math.log10(floor);
    for (let t = 0; t < this.frames; t += 1) {
      const first = t * hop - size / 2;
      if (first >= samples.length) break;
      for (let i = 0; i < size; i += 1) frame[i] = (samples[reflected(first + i, length)] ?? 0) * (this.#hann[i] ?? 0);
      this.#fft.powers(frame, powers);
      for (const [mel, { first: bin, weights }] of this.#filters.entries()) {
        let sum = 0;
        for (let i = 0; i < weights.length; i += 1) sum += (weights[i] ?? 0) * (powers[bin + i] ?? 0);
        const log = Math.log10(Math.max(sum, floor));
        logs[mel * this.frames + t] = log;
        if (log > loudest) loudest = log;
      }
    }
    return logs.map((log) => (Math.max(log, loudest - 8) + 4) / 4);
  }
}

/** An index mirrored at the borders of `length` samples. */
function reflected(index: number, length: number): number {
  if (index < 0) return -index;
  return index >= length ? 2 * (length - 1) - index : index;
}

/** Weights of the bins from `first` on. */
interface MelFilter {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Triangles on Slaney's mel scale, each of area 1 (librosa's `filters.mel`). */
function slaneyFilters({ feature_size: mels, n_fft, sampling_rate }: FeatureSpec): readonly MelFilter[] {
  const top = toMel(sampling_rate / 2);
  const edges = Array.from({ length: mels + 2 }, (_, i) => toHertz((top * i) / (mels + 1)));
  const bins = Array.from({ length: n_fft / 2 + 1 }, (_, k) => (k * sampling_rate) / n_fft);
  return Array.from({ length: mels }, (_, mel) => {
    const [low = 0, centre = 0, high = 0] = edges.slice(mel, mel + 3);
    const all = bins.map(
      (bin) => Math.max(0, Math.min((bin - low) / (centre - low), (high - bin) / (high - centre))) * (2 / (high - low)),
    );
    const first = Math.max(
      0,
      all.findIndex((weight) => weight > 0),
    );
    const last = all.findLastIndex((weight) => weight > 0);
    return { first, weights: Float64Array.from(all.slice(first, last + 1)) };
  });
}

// Linear below 1 kHz, 27 steps per factor 6.4 above.
const linearHertz = 200 / 3;
const logStep = Math.log(6.4) / 27;

function toMel(hertz: number): number {
  return hertz < 1000 ? hertz / linearHertz : 15 + Math.log(hertz / 1000) / logStep;
}

function toHertz(mel: number): number {
  return mel < 15 ? mel * linearHertz : 1000 * Math.exp(logStep * (mel - 15));
}
