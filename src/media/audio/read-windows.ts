import { AudioWindows, type AudioWindow } from './audio-windows.ts';
import type { AudioBlock } from './decode-audio.ts';
import type { AudioSpec } from './log-mel.ts';
import { Resampler } from './resampler.ts';

/** A window, in seconds from the start of the file. */
export interface ReadWindow extends AudioWindow {
  /** True if only silence of the codec or the recorder is in it: below -60 decibels. */
  readonly isSilent: boolean;
}

const silenceDb = -60;

/** Windows of a decoded sound as a model wants them. A rate that changes inside the stream starts a new resampler. */
export async function* readWindows(blocks: AsyncIterable<AudioBlock>, spec: AudioSpec): AsyncGenerator<ReadWindow> {
  const windows = new AudioWindows(spec);
  let resampler: Resampler | undefined;
  let rate = 0;
  let startS: number | undefined;
  const toRead = (window: AudioWindow): ReadWindow => ({
    ...window,
    startS: window.startS + (startS ?? 0),
    isSilent: window.levelDb < silenceDb,
  });
  for await (const block of blocks) {
    startS ??= block.startS;
    if (resampler === undefined || block.rate !== rate) {
      if (resampler !== undefined) yield* windows.push(resampler.flush()).map(toRead);
      resampler = new Resampler(block.rate, spec.rate);
      rate = block.rate;
    }
    yield* windows.push(resampler.push(block.samples)).map(toRead);
  }
  if (resampler !== undefined) yield* windows.push(resampler.flush()).map(toRead);
  yield* windows.flush().map(toRead);
}
