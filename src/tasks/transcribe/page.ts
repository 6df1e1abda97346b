import { copyData } from '../../core/copy-data.ts';
import { createOptionCheck } from '../../core/option-check.ts';
import type { SpokenSegment } from '../../families/heard-speech.ts';
import type { Stream } from '../../rpc/stream.ts';
import { toAudioRef, type AudioInput } from '../../sample/audio-input.ts';
import type { ModelRef } from '../../sources/model-types.ts';
import { taskNames, type TaskCallOptions } from '../call-options.ts';
import type { TaskPage } from '../task-page.ts';
import type { Transcript } from './contract.ts';

/** Options of `onsight.transcribe`. */
export interface TranscribeOptions extends TaskCallOptions {
  /**
   * Language spoken, as an ISO 639 code such as `de` or a tag such as `de-AT`.
   *
   * @defaultValue detected in every window of up to 28 seconds
   */
  readonly language?: string;
  /** Also says when each word is spoken. @defaultValue false */
  readonly words?: boolean;
  /** Number of the sound track, from 1. @defaultValue the default one by the flags of the file */
  readonly track?: number;
  /** @defaultValue the session's model for `transcribe` */
  readonly model?: string | ModelRef;
}

const checkOptions = createOptionCheck<{ readonly transcribe: TranscribeOptions }>({
  transcribe: { ...taskNames, language: true, words: true, track: true, model: true },
});

export interface TranscribeCalls {
  /**
   * Writes down what is said in a sound, sentence by sentence while it is decoded. Silence, noise and music give no
   * text. Leaving the loop, or aborting, stops the model at its next token.
   *
   * The model is downloaded from the Hugging Face Hub when speech is first heard: Whisper base, 77 MB, unless
   * `createOnsight({ model: { transcribe: id } })` or `options.model` names another one. Its repository must have the
   * graphs `encoder_model` and `decoder_model_merged`; words need one with cross-attentions (`…_timestamped`).
   *
   * @param audio - an audio or video file, or a part of one: `{ kind: 'audio', source: file, range: { startS, endS } }`.
   *   All times are those of the file.
   * @returns segments as they are heard; `result` has all of them, and captions as WebVTT and SRT
   * @throws TypeError or RangeError for a wrong option; OnsightError `unsupported-model` if the model does not
   *   transcribe or does not know the language; `media-unreadable`, `unsupported-media`, `download-failed`,
   *   `not-cached-offline`
   * @example
   * ```ts
   * const stream = onsight.transcribe(file, { words: true });
   * for await (const { startS, text } of stream) console.log(startS, text);
   * const { vtt, languages } = await stream.result;
   * ```
   */
  transcribe(audio: AudioInput, options?: TranscribeOptions): Stream<SpokenSegment, Transcript>;
}

export const transcribeCalls = (page: TaskPage): TranscribeCalls => ({
  transcribe: (audio, options = {}) => {
    const { language, words, track, model = page.models.transcribe } = checkOptions('transcribe', options);
    checkValues(options);
    const asked = copyData({
      language: language?.toLowerCase().split('-')[0],
      words,
      track,
      model: typeof model === 'string' ? { id: model } : model,
    });
    const sound = toAudioRef(audio);
    return page.stream('transcribe', () => Promise.resolve({ ...asked, ...sound }), options);
  },
});

function checkValues({ language, words, track, model }: TranscribeOptions): void {
  if (language !== undefined && !/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(language))
    throw new TypeError(`Expected \`language\` to be a code such as \`de\`, got \`${language}\`.`);
  if (words !== undefined && typeof words !== 'boolean')
    throw new TypeError(`Expected \`words\` to be a boolean, got \`${String(words)}\`.`);
  if (track !== undefined && !(Number.isInteger(track) && track >= 1))
    throw new RangeError(`Expected \`track\` to be an integer >= 1, got \`${String(track)}\`.`);
  const id = typeof model === 'object' ? model.id : model;
  if (id !== undefined && !/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/.test(id))
    throw new TypeError(`Expected \`model\` to be a pack or a repository \`owner/name\`, got \`${id}\`.`);
}
