import type { SpokenSegment } from '../../families/heard-speech.ts';
import type { AudioTrack } from '../../media/audio/decode-audio.ts';
import type { AudioRef } from '../../sample/part.ts';
import type { ModelRef } from '../../sources/model-types.ts';
import { defineTask, typeOf } from '../define-task.ts';

/** Speech of a sound, written down. */
export interface Transcript {
  /** The segments, one per line. */
  readonly text: string;
  /** In the order of time; none if nobody speaks. Times never fall and do not overlap. */
  readonly segments: readonly SpokenSegment[];
  /** ISO 639 codes of the languages spoken, that of most of the speech first. */
  readonly languages: readonly string[];
  /** The sound track that was heard; undefined if the sound is empty. */
  readonly track: AudioTrack | undefined;
  /** Captions as a WebVTT file. */
  readonly vtt: string;
  /** Captions as an SRT (SubRip) file. */
  readonly srt: string;
}

/** Writes down what is said in a sound. */
export const transcribe = defineTask({
  id: 'transcribe',
  model: 'transcribe',
  defaultModel: 'onnx-community/whisper-base_timestamped',
  needs: ['transcribe'],
  params: typeOf<
    AudioRef & {
      readonly model: ModelRef;
      readonly language?: string | undefined;
      readonly words?: boolean | undefined;
      readonly track?: number | undefined;
    }
  >(),
  result: typeOf<Transcript>(),
  event: typeOf<SpokenSegment>(),
});
