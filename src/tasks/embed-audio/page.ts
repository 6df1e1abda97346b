import { toAudioRef, type AudioInput } from '../../sample/audio-input.ts';
import { createOptionCheck } from '../../core/option-check.ts';
import { taskNames, type TaskCallOptions } from '../call-options.ts';
import type { TaskPage } from '../task-page.ts';

const checkOptions = createOptionCheck<{ readonly embedAudio: TaskCallOptions }>({ embedAudio: taskNames });

export interface EmbedAudioCalls {
  /**
   * The embedding of a sound, comparable with those of texts and images: of a long sound the mean of its moments of
   * about 5 seconds, silence left out.
   *
   * @param audio - an audio or video file, or a part of one: `{ kind: 'audio', source: file, range: { startS, endS } }`
   * @returns `model.dims` numbers, unit length
   * @throws OnsightError `unsupported-model` if the model embeds no sound, `media-unreadable`, `unsupported-media`
   */
  embedAudio(audio: AudioInput, options?: TaskCallOptions): Promise<Float32Array>;
}

export const embedAudioCalls = (page: TaskPage): EmbedAudioCalls => ({
  embedAudio: async (audio, options = {}) => {
    checkOptions('embedAudio', options);
    return page.call('embedAudio', toAudioRef(audio), options);
  },
});
