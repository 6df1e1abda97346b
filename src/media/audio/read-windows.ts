import { AudioWindows, type AudioWindow } from './audio-windows.ts';
import type { AudioBlock } from './decode-audio.ts';
import type { AudioSpec } from './log-mel.ts';
import { readSamples } from './read-samples.ts';

/** A window, in seconds from the start of the file. */
export interface ReadWindow extends AudioWindow {
  /** True if only silence of the codec or the recorder is in it: below -60 decibels. */
  readonly isSilent: boolean;
}

const silenceDb = -60;

/** Facts about a sound that was read to its end. */
export interface SoundFacts {
  /** True if it is damaged after what was read. */
  readonly incomplete: boolean;
  readonly durationS: number;
  /** Loudness over time, one digit of base 36 per step. */
  readonly waveform: string;
}

/** Windows of a decoded sound as a model wants them. */
export async function* readWindows(blocks: AsyncIterable<AudioBlock>, spec: AudioSpec): AsyncGenerator<ReadWindow> {
  const windows = new AudioWindows(spec);
  let startS: number | undefined;
  const toRead = (window: AudioWindow): ReadWindow => ({
    ...window,
    startS: window.startS + (startS ?? 0),
    isSilent: window.levelDb < silenceDb,
  });
  for await (const read of readSamples(blocks, spec.rate)) {
    startS ??= read.startS;
    yield* windows.push(read.samples).map(toRead);
  }
  yield* windows.flush().map(toRead);
}
