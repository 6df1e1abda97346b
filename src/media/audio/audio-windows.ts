import { LogMel, type AudioSpec } from './log-mel.ts';

/** Stretch of sound that a model hears at once. */
export interface AudioWindow {
  /** Seconds from the start of the stream. */
  readonly startS: number;
  /** Root mean square in decibels relative to full scale; `-Infinity` for digital silence. */
  readonly levelDb: number;
  /** Log-mel features, `[frames, mels]`. */
  readonly features: Float32Array;
}

/** Cuts a stream of samples of `spec.rate` into overlapping windows, block by block. */
export class AudioWindows {
  readonly #spec: AudioSpec;
  readonly #mel: LogMel;
  /** Samples of a window, and from one window to the next. */
  readonly #length: number;
  readonly #step: number;
  #samples = new Float32Array(0);
  #count = 0;

  constructor(spec: AudioSpec) {
    this.#spec = spec;
    this.#mel = new LogMel(spec);
    this.#length = (spec.frames - 1) * spec.hop + spec.window;
    this.#step = spec.frameHop * spec.hop;
  }

  /** Takes the next samples in; returns the windows complete with them. */
  push(samples: Float32Array): AudioWindow[] {
    const all = new Float32Array(this.#samples.length + samples.length);
    all.set(this.#samples);
    all.set(samples, this.#samples.length);
    const windows: AudioWindow[] = [];
    let at = 0;
    for (; at + this.#length <= all.length; at += this.#step)
      windows.push(this.#toWindow(all.subarray(at, at + this.#length)));
    this.#samples = all.slice(at);
    return windows;
  }

  /** The only window of a stream that is shorter than one, padded with zeros. Longer streams lose their last part window. */
  flush(): AudioWindow[] {
    if (this.#count > 0 || this.#samples.length === 0) return [];
    const padded = new Float32Array(this.#length);
    padded.set(this.#samples);
    return [this.#toWindow(padded)];
  }

  #toWindow(samples: Float32Array): AudioWindow {
    const startS = (this.#count * this.#step) / this.#spec.rate;
    this.#count += 1;
    return { startS, levelDb: levelOf(samples), features: this.#mel.compute(samples) };
  }
}

function levelOf(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return 10 * Math.log10(power);
}
