import { toAudioRef, type AudioInput } from '../../sample/audio-input.ts';
import { checkTaskOptions, type ModelCallOptions } from '../call-options.ts';
import type { TaskPage } from '../task-page.ts';

export interface EmbedAudioCalls {
  /**
   * The embedding of a sound, comparable with those of texts and images: of a long sound the mean of its moments of
   * about 5 seconds, silence left out.
   *
   * @param audio - an audio or video file, or a part of one: `{ kind: 'audio', source: file, range: { startS, endS } }`
   * @returns `model.dims` numbers, unit length
   * @throws OnsightError `unsupported-model` if the model embeds no sound, `media-unreadable`, `unsupported-media`
   */
  embedAudio(audio: AudioInput, options?: ModelCallOptions): Promise<Float32Array>;
}

export const embedAudioCalls = (page: TaskPage): EmbedAudioCalls => ({
  embedAudio: async (audio, options = {}) => {
    const checked = checkTaskOptions('embedAudio', options);
    return page.session.call('embedAudio', toAudioRef(audio), page.withProgress(checked));
  },
});
