import type { AudioPart, AudioRef } from './part.ts';
import { toInput } from './to-input.ts';

/** A sound: a file, also of a video, or a part with a time range of one. */
export type AudioInput = Blob | AudioPart;

/** @throws TypeError if `audio` is not a file or an audio part; RangeError if its range is invalid */
export function toAudioRef(audio: AudioInput): AudioRef {
  const parsed = toInput('kind' in Object(audio) ? audio : { audio: audio as Blob });
  const [part] = 'parts' in parsed ? parsed.parts : [];
  if (part?.kind !== 'audio')
    throw new TypeError("Expected `audio` to be a File, a Blob or a part `{ kind: 'audio', source, range }`.");
  const { source, range } = part;
  return { source, name: 'name' in source && typeof source.name === 'string' ? source.name : 'sound', range };
}
