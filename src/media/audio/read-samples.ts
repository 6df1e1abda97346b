import type { AudioBlock } from './decode-audio.ts';
import { Resampler } from './resampler.ts';

/** Consecutive samples of one channel at the rate that was asked for. */
export interface ReadSamples {
  /** Seconds from the start of the file. */
  readonly startS: number;
  readonly samples: Float32Array;
}

/** Shorter gaps are rounded timestamps. */
const shortestGapS = 0.05;
/** Silence is filled in in pieces of this length. */
const silencePieceS = 1;

/**
 * The samples of a decoded sound at one rate, on the clock of its file: a gap between two blocks becomes silence. A rate
 * that changes inside the stream starts a new resampler.
 */
export async function* readSamples(blocks: AsyncIterable<AudioBlock>, rate: number): AsyncGenerator<ReadSamples> {
  let resampler: Resampler | undefined;
  let from = 0;
  let startS = 0;
  let count = 0;
  const toRead = (samples: Float32Array): ReadSamples[] => {
    const read = { startS: startS + count / rate, samples };
    count += samples.length;
    return samples.length === 0 ? [] : [read];
  };
  /** Where the next block starts if nothing is missing. */
  let nextS: number | undefined;
  for await (const block of blocks) {
    if (nextS === undefined) startS = block.startS;
    const gapS = block.startS - (nextS ?? block.startS);
    if (resampler !== undefined && (block.rate !== from || gapS > shortestGapS)) {
      yield* toRead(resampler.flush());
      resampler = undefined;
    }
    if (gapS > shortestGapS)
      for (let missing = Math.round((block.startS - startS) * rate) - count; missing > 0;) {
        const piece = Math.min(missing, silencePieceS * rate);
        missing -= piece;
        yield* toRead(new Float32Array(piece));
      }
    resampler ??= new Resampler(block.rate, rate);
    from = block.rate;
    yield* toRead(resampler.push(block.samples));
    nextS = block.startS + block.samples.length / block.rate;
  }
  if (resampler !== undefined) yield* toRead(resampler.flush());
}
