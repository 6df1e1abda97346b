import type { ReadSamples } from '../../media/audio/read-samples.ts';
import type { CapabilityOptions, SpeechDetector } from '../capabilities.ts';
import { frameSamples, SpeechSpans, type SpeechSpan } from './speech-spans.ts';

/** Speech that is transcribed at once, with a little of what surrounds it. */
export interface SpeechWindow {
  /** Seconds from the start of the file. */
  readonly startS: number;
  /** 16 kHz, at most 30 seconds. */
  readonly samples: Float32Array;
  /** Stretches of speech in it, in seconds from the start of the file. */
  readonly spans: readonly { readonly startS: number; readonly endS: number }[];
}

/** Pauses up to this stay inside a window; a longer one ends it. */
const longestPauseS = 1.5;
/** Longest window, without its margins. */
const longestS = 28;
/** Sound before and after the speech that belongs to a window. */
const marginS = 0.5;
/** Speech without a pause is cut in the quietest place of its last seconds. */
const cutWithinS = 8;
/** Samples that are examined together. */
const batchFrames = 64;

/**
 * Cuts a sound into windows of speech; silence, noise and music belong to none. Windows do not overlap, and hold the
 * sound as it is, so that every time in a window is a time of the file. Only the current window is in memory.
 */
export async function* speechWindows(
  sound: AsyncIterable<ReadSamples>,
  detector: SpeechDetector,
  options: CapabilityOptions,
): AsyncGenerator<SpeechWindow> {
  const packer = new WindowPacker(detector.rate);
  const stream = detector.listen();
  let startS: number | undefined;
  let rest = new Float32Array(0);
  const toWindow = (window: SpeechWindow): SpeechWindow => ({
    ...window,
    startS: window.startS + (startS ?? 0),
    spans: window.spans.map((span) => ({ startS: span.startS + (startS ?? 0), endS: span.endS + (startS ?? 0) })),
  });
  const batch = batchFrames * frameSamples;
  for await (const read of sound) {
    startS ??= read.startS;
    rest = joined(rest, read.samples);
    for (; rest.length >= batch; rest = rest.slice(batch)) {
      const samples = rest.subarray(0, batch);
      yield* packer.push(samples, await stream.push(samples, options)).map(toWindow);
    }
  }
  const frames = Math.ceil(rest.length / frameSamples);
  const padded = joined(rest, new Float32Array(frames * frameSamples - rest.length));
  if (frames > 0) yield* packer.push(rest, await stream.push(padded, options)).map(toWindow);
  yield* packer.flush().map(toWindow);
}

/** Collects spans of speech until they fill a window. Positions are samples since the start of the sound. */
class WindowPacker {
  readonly #rate: number;
  readonly #spans = new SpeechSpans();
  /** Ended spans of the next window. */
  #waiting: SpeechSpan[] = [];
  /** Samples from `#base` on. */
  #samples = new Float32Array(0);
  #base = 0;
  /** End of the window before: the next one starts behind it. */
  #taken = 0;

  constructor(rate: number) {
    this.#rate = rate;
  }

  push(samples: Float32Array, probabilities: Float32Array): SpeechWindow[] {
    this.#samples = joined(this.#samples, samples);
    const windows: SpeechWindow[] = [];
    for (let i = 0; i < probabilities.length; i += 1) {
      const ended = this.#spans.push(probabilities.subarray(i, i + 1));
      windows.push(...ended.flatMap((span) => this.#add(span)));
      windows.push(...this.#endWhatIsFull(this.#frameEnd(probabilities.length - 1 - i)));
    }
    this.#forget();
    return windows;
  }

  flush(): SpeechWindow[] {
    const last = this.#spans.flush(this.#end).flatMap((span) => this.#add(span));
    return [...last, ...this.#take()];
  }

  get #end(): number {
    return this.#base + this.#samples.length;
  }

  /** End of a frame, counted from the last one that was pushed. */
  #frameEnd(before: number): number {
    const frames = Math.ceil(this.#end / frameSamples);
    return Math.min(this.#end, (frames - before) * frameSamples);
  }

  #add(span: SpeechSpan): SpeechWindow[] {
    const [first] = this.#waiting;
    const last = this.#waiting.at(-1);
    const isNew =
      first !== undefined &&
      last !== undefined &&
      (span.start - last.end > longestPauseS * this.#rate || span.end - first.start > longestS * this.#rate);
    const windows = isNew ? this.#take(span.start) : [];
    this.#waiting.push(span);
    return windows;
  }

  /** Ends the window after a long pause, or where speech fills it. */
  #endWhatIsFull(now: number): SpeechWindow[] {
    const open = this.#spans.openStart;
    const last = this.#waiting.at(-1);
    if (open === undefined)
      return last !== undefined && now - last.end > longestPauseS * this.#rate ? this.#take() : [];
    const windows: SpeechWindow[] = [];
    const [first] = this.#waiting;
    if (first !== undefined && now - first.start > longestS * this.#rate) windows.push(...this.#take());
    if (now - open > longestS * this.#rate) {
      this.#waiting.push(this.#spans.cut(this.#quietest(now - cutWithinS * this.#rate, now)));
      windows.push(...this.#take());
    }
    return windows;
  }

  /** Middle of the quietest three frames between two positions. */
  #quietest(from: number, to: number): number {
    let best = to;
    let lowest = Infinity;
    for (let at = from; at + 3 * frameSamples <= to; at += frameSamples / 2) {
      const heard = this.#samples.subarray(at - this.#base, at - this.#base + 3 * frameSamples);
      const energy = heard.reduce((sum, sample) => sum + sample * sample, 0);
      if (energy < lowest) [best, lowest] = [at + 1.5 * frameSamples, energy];
    }
    return best;
  }

  /** @param next - start of the speech that follows */
  #take(next: number = this.#spans.openStart ?? Infinity): SpeechWindow[] {
    const spans = this.#waiting;
    this.#waiting = [];
    const [first] = spans;
    const last = spans.at(-1);
    if (first === undefined || last === undefined) return [];
    const margin = Math.round(marginS * this.#rate);
    const start = Math.max(this.#taken, first.start - margin, this.#base);
    const end = Math.max(last.end, Math.min(last.end + margin, next, this.#end));
    this.#taken = end;
    return [
      {
        startS: start / this.#rate,
        samples: this.#samples.slice(start - this.#base, end - this.#base),
        spans: spans.map((span) => ({ startS: span.start / this.#rate, endS: span.end / this.#rate })),
      },
    ];
  }

  /** Drops samples that no later window needs. */
  #forget(): void {
    const margin = Math.round(marginS * this.#rate) + frameSamples;
    const needed = Math.min(this.#waiting[0]?.start ?? Infinity, this.#spans.openStart ?? Infinity, this.#end);
    const dropped = Math.max(0, needed - margin - this.#base);
    this.#samples = this.#samples.slice(dropped);
    this.#base += dropped;
  }
}

function joined(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  const all = new Float32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
