import { RealFft } from '../../math/fft.ts';

/** How sound becomes features: the section `audio` of a manifest (docs/model-format.md). */
export interface AudioSpec {
  /** Samples per second, mono. */
  readonly rate: number;
  /** Samples of a frame and from one frame to the next. */
  readonly window: number;
  readonly hop: number;
  /** Size of the transform, a power of two; frames are padded with zeros. */
  readonly fft: number;
  readonly mels: number;
  /** Lowest and highest frequency of the filters, in Hz. */
  readonly range: readonly [number, number];
  /** Added before the logarithm. */
  readonly offset: number;
  /** Frames of one window of the model, and from one window to the next. */
  readonly frames: number;
  readonly frameHop: number;
}

/**
 * Log-mel spectrogram: magnitudes of periodic Hann frames that start at the samples 0, hop, 2 hop … (not centred),
 * summed by triangles on the scale 1127 ln(1 + f / 700), as natural logarithms of sum + offset. Equals YAMNet's
 * (tensorflow/models, research/audioset/yamnet/features.py).
 */
export class LogMel {
  readonly #spec: AudioSpec;
  readonly #fft: RealFft;
  readonly #hann: Float64Array;
  readonly #filters: readonly MelFilter[];
  readonly #magnitudes: Float64Array;
  readonly #frame: Float64Array;

  constructor(spec: AudioSpec) {
    this.#spec = spec;
    this.#fft = new RealFft(spec.fft);
    this.#hann = Float64Array.from(
      { length: spec.window },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / spec.window),
    );
    this.#filters = melFilters(spec);
    this.#magnitudes = new Float64Array(spec.fft / 2 + 1);
    this.#frame = new Float64Array(spec.window);
  }

  /** Features of samples of `spec.rate`: `[frames, mels]`. */
  compute(samples: Float32Array): Float32Array {
    const { window, hop, mels } = this.#spec;
    const count = samples.length < window ? 0 : Math.floor((samples.length - window) / hop) + 1;
    const out = new Float32Array(count * mels);
    for (let i = 0; i < count; i += 1) this.#writeFrame(samples.subarray(i * hop, i * hop + window), out, i * mels);
    return out;
  }

  #writeFrame(samples: Float32Array, out: Float32Array, at: number): void {
    for (let i = 0; i < samples.length; i += 1) this.#frame[i] = (samples[i] ?? 0) * (this.#hann[i] ?? 0);
    this.#fft.magnitudes(this.#frame, this.#magnitudes);
    for (const [mel, { first, weights }] of this.#filters.entries()) {
      let sum = 0;
      for (let i = 0; i < weights.length; i += 1) sum += (weights[i] ?? 0) * (this.#magnitudes[first + i] ?? 0);
      out[at + mel] = Math.log(sum + this.#spec.offset);
    }
  }
}

/** Weights of the bins from `first` on. */
interface MelFilter {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Triangles of equal width on the mel scale; bin 0 is left out. */
function melFilters({ rate, fft, mels, range: [low, high] }: AudioSpec): readonly MelFilter[] {
  const [start, end] = [toMel(low), toMel(high)];
  const step = (end - start) / (mels + 1);
  const bins = Array.from({ length: fft / 2 + 1 }, (_, k) => toMel((k * rate) / fft));
  return Array.from({ length: mels }, (_, mel) => {
    const centre = start + (mel + 1) * step;
    const weights = bins.map((bin, k) => (k === 0 ? 0 : Math.max(0, 1 - Math.abs(bin - centre) / step)));
    const first = Math.max(
      0,
      weights.findIndex((weight) => weight > 0),
    );
    const last = weights.findLastIndex((weight) => weight > 0);
    return { first, weights: Float64Array.from(weights.slice(first, last + 1)) };
  });
}

function toMel(hertz: number): number {
  return 1127 * Math.log(1 + hertz / 700);
}
