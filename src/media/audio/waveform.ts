import type { AudioBlock } from './decode-audio.ts';

/** Most values of a {@link Waveform}. */
const most = 96;
/** Levels of a value: the digits of base 36. */
const levels = 35;

/** Loudest samples of a sound of any length, in at most 96 equal steps of time: memory does not grow with it. */
export class Waveform {
  #peaks: number[] = [];
  /** Seconds per value; doubled whenever there are too many. */
  #stepS = 1 / 64;
  #endS = 0;

  /** End of the sound so far, in seconds. */
  get endS(): number {
    return this.#endS;
  }

  /** The same blocks, drawn as they pass; time begins at `fromS`. */
  async *drawn(blocks: AsyncIterable<AudioBlock>, fromS: number): AsyncGenerator<AudioBlock> {
    for await (const block of blocks) {
      this.push(block.samples, block.rate, Math.max(0, block.startS - fromS));
      yield block;
    }
  }

  push(samples: Float32Array, rate: number, startS: number): void {
    const endS = startS + samples.length / rate;
    this.#endS = Math.max(this.#endS, endS);
    while (endS / this.#stepS > 2 * most) this.#halve();
    samples.forEach((value, i) => {
      const at = Math.floor((startS + i / rate) / this.#stepS);
      // A pause between two blocks is silence.
      while (this.#peaks.length <= at) this.#peaks.push(0);
      this.#peaks[at] = Math.max(this.#peaks[at] ?? 0, Math.abs(value));
    });
  }

  /** One digit of base 36 per step, relative to the loudest: "0z8". */
  toString(): string {
    while (this.#peaks.length > most) this.#halve();
    const loudest = Math.max(1e-6, ...this.#peaks);
    return Array.from(this.#peaks, (peak) => Math.round((levels * peak) / loudest).toString(36)).join('');
  }

  #halve(): void {
    const pairs = Array.from({ length: Math.ceil(this.#peaks.length / 2) }, (_, i) =>
      Math.max(this.#peaks[2 * i] ?? 0, this.#peaks[2 * i + 1] ?? 0),
    );
    this.#peaks = pairs;
    this.#stepS *= 2;
  }
}
