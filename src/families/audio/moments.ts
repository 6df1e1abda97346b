import { OnsightError } from '../../core/errors.ts';
import { normalize } from '../../math/normalize.ts';
import type { ReadWindow } from '../../media/audio/read-windows.ts';
import type { AudioEmbedder, CapabilityOptions } from '../capabilities.ts';

/** Windows of a moment: about 5 seconds, the length that sound towers are calibrated on. */
const windowsPerMoment = 10;

/** A stretch of a sound: the mean scores of its windows. */
export interface Moment {
  readonly startS: number;
  readonly endS: number;
  /** True if every window of it is silent. */
  readonly isSilent: boolean;
  readonly scores: Float32Array;
}

/** Options of {@link hearMoments}. */
interface HearOptions extends CapabilityOptions {
  /** Name of the sound, for messages. */
  readonly name: string;
}

/**
 * Moments of a sound one after the other, each once all of it is heard. A rest shorter than half a moment belongs to the
 * moment before it.
 *
 * @throws OnsightError `media-unreadable` if there is no sound at all
 */
export async function* hearMoments(
  windows: AsyncIterable<ReadWindow>,
  model: AudioEmbedder,
  { name, ...options }: HearOptions,
): AsyncGenerator<Moment> {
  let isHeard = false;
  const waiting: ReadWindow[] = [];
  for await (const window of windows) {
    isHeard = true;
    waiting.push(window);
    // What is left afterwards is at least half a moment.
    if (waiting.length === 1.5 * windowsPerMoment) yield toMoment(waiting.splice(0, windowsPerMoment), model, options);
  }
  if (!isHeard) throw new OnsightError('media-unreadable', { name, type: 'audio', reason: 'it holds no sound' });
  yield toMoment(waiting, model, options);
}

async function toMoment(
  windows: readonly ReadWindow[],
  model: AudioEmbedder,
  options: CapabilityOptions,
): Promise<Moment> {
  const { rate, hop, window, frames } = model.audio;
  const features = windows.map((each) => each.features);
  return {
    startS: windows[0]?.startS ?? 0,
    endS: (windows.at(-1)?.startS ?? 0) + ((frames - 1) * hop + window) / rate,
    isSilent: windows.every(({ isSilent }) => isSilent),
    scores: meanOf(await model.scoreWindows(features, options)),
  };
}

/** A sound and its moments in the space of its model. */
export interface EmbeddedSound {
  /** The sound as a whole. */
  readonly vector: Float32Array;
  /** Its moments in the order of time, silent ones left out unless all are; at most `most`. */
  readonly moments: readonly { readonly startS: number; readonly endS: number; readonly vector: Float32Array }[];
}

/**
 * Embeds moments and the sound as a whole, as the normalised mean of its audible moments.
 *
 * @param most - of more moments, as many neighbours are joined as needed
 */
export async function embedSound(
  moments: readonly Moment[],
  model: AudioEmbedder,
  { most, ...options }: CapabilityOptions & { readonly most: number },
): Promise<EmbeddedSound> {
  const audible = moments.filter(({ isSilent }) => !isSilent);
  const heard = joinNeighbours(audible.length > 0 ? audible : moments, most);
  const vectors = await model.embedMoments(
    heard.map(({ scores }) => scores),
    options,
  );
  return {
    vector: normalize(meanOf(vectors)),
    moments: heard.map(({ startS, endS }, i) => ({ startS, endS, vector: vectors[i] ?? new Float32Array() })),
  };
}

function joinNeighbours(moments: readonly Moment[], most: number): readonly Moment[] {
  const size = Math.ceil(moments.length / most);
  if (size <= 1) return moments;
  return Array.from({ length: Math.ceil(moments.length / size) }, (_, i): Moment => {
    const own = moments.slice(i * size, (i + 1) * size);
    return {
      startS: own[0]?.startS ?? 0,
      endS: own.at(-1)?.endS ?? 0,
      isSilent: own.every(({ isSilent }) => isSilent),
      scores: meanOf(own.map(({ scores }) => scores)),
    };
  });
}

function meanOf(rows: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array()] = rows;
  return first.map((_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length);
}

/** Names of the classes that are heard in a sound, by the moment in which each is clearest. */
export function clearestTags(
  moments: readonly Moment[],
  names: readonly string[],
): readonly { readonly label: string; readonly probability: number }[] {
  return names
    .map((label, i) => ({ label, probability: Math.max(0, ...moments.map(({ scores }) => scores[i] ?? 0)) }))
    .sort((a, b) => b.probability - a.probability);
}
