/** A stretch in which somebody speaks, in samples. */
export interface SpeechSpan {
  readonly start: number;
  readonly end: number;
}

/** Samples of a frame of the detector, at 16 kHz. */
export const frameSamples = 512;

/** Probability at which speech starts, and below which it ends. */
const startAt = 0.5;
const endBelow = 0.35;
/** In samples: 100 ms of silence end a span, spans up to 250 ms are noise, 30 ms are kept around each. */
const minSilence = 1600;
const minSpeech = 4000;
const padding = 480;

/**
 * Finds stretches of speech in the probabilities of consecutive frames, with the rules and borders of Silero's
 * `get_speech_timestamps`, but while the sound is still being read.
 */
export class SpeechSpans {
  /** Start of the frame that is read next. */
  #at = 0;
  #start: number | undefined;
  /** First silent frame after speech, while it may only be a short pause. */
  #silence: number | undefined;

  /** Start of the span that goes on at the end of what was read. */
  get openStart(): number | undefined {
    return this.#start === undefined ? undefined : Math.max(0, this.#start - padding);
  }

  /** Takes the next probabilities in; returns the spans that ended. */
  push(probabilities: Float32Array): SpeechSpan[] {
    return [...probabilities].flatMap((probability) => {
      const span = this.#step(probability);
      this.#at += frameSamples;
      return span === undefined ? [] : [span];
    });
  }

  /** The span that the end of the sound ends. */
  flush(length: number): SpeechSpan[] {
    const start = this.#start;
    this.#start = undefined;
    return start !== undefined && length - start > minSpeech ? [padded(start, length, length)] : [];
  }

  /** Ends the current span at a sample; speech goes on in a new one. */
  cut(at: number): SpeechSpan {
    const span = { start: this.openStart ?? at, end: at };
    // The padding of the new span must not reach back behind the cut.
    this.#start = at + padding;
    return span;
  }

  #step(probability: number): SpeechSpan | undefined {
    if (probability >= startAt) {
      this.#silence = undefined;
      this.#start ??= this.#at;
      return undefined;
    }
    if (probability >= endBelow || this.#start === undefined) return undefined;
    this.#silence ??= this.#at;
    if (this.#at - this.#silence < minSilence) return undefined;
    const [start, end] = [this.#start, this.#silence];
    this.#start = undefined;
    this.#silence = undefined;
    return end - start > minSpeech ? padded(start, end, Infinity) : undefined;
  }
}

function padded(start: number, end: number, length: number): SpeechSpan {
  return { start: Math.max(0, start - padding), end: Math.min(length, end + padding) };
}
