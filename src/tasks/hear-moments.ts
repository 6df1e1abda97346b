import { OnsightError } from '../core/errors.ts';
import type { ReadWindow } from '../media/audio/read-windows.ts';
import type { AudioEmbedder, CapabilityOptions } from '../families/capabilities.ts';
import type { AudioRef } from '../sample/part.ts';
import type { TaskHost } from './task-host.ts';

/** Windows of a moment: about 5 seconds, the length that sound towers are calibrated on. */
const windowsPerMoment = 10;

/** A stretch of a sound: the mean scores of its windows. */
export interface Moment {
  readonly startS: number;
  /** True if every window of it is silent. */
  readonly isSilent: boolean;
  readonly scores: Float32Array;
}

/**
 * Listens to a sound and yields its moments one after the other, each once all of it is heard. A rest shorter than half
 * a moment belongs to the moment before it.
 *
 * @throws OnsightError `media-unreadable` if there is no sound at all
 */
export async function* hearMoments(
  audio: AudioRef,
  model: AudioEmbedder,
  { engine }: Pick<TaskHost, 'engine'>,
  options: CapabilityOptions & { readonly signal: AbortSignal },
): AsyncGenerator<Moment> {
  let isHeard = false;
  const waiting: ReadWindow[] = [];
  for await (const window of engine.hear(audio, model.audio, options)) {
    isHeard = true;
    waiting.push(window);
    // What is left afterwards is at least half a moment.
    if (waiting.length === 1.5 * windowsPerMoment) yield toMoment(waiting.splice(0, windowsPerMoment), model, options);
  }
  if (!isHeard)
    throw new OnsightError('media-unreadable', { name: audio.name, type: 'audio', reason: 'it holds no sound' });
  yield toMoment(waiting, model, options);
}

async function toMoment(
  windows: readonly ReadWindow[],
  model: AudioEmbedder,
  options: CapabilityOptions,
): Promise<Moment> {
  const features = windows.map((window) => window.features);
  const scored = await model.scoreWindows(features, options);
  const [first = new Float32Array()] = scored;
  return {
    startS: windows[0]?.startS ?? 0,
    isSilent: windows.every(({ isSilent }) => isSilent),
    scores: first.map((_, i) => scored.reduce((sum, scores) => sum + (scores[i] ?? 0), 0) / scored.length),
  };
}
