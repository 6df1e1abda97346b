import { copyData } from '../../core/copy-data.ts';
import { toAudioRef, type AudioInput } from '../../sample/audio-input.ts';
import { createOptionCheck } from '../../core/option-check.ts';
import { taskNames } from '../call-options.ts';
import { checkLabels, checkTemplates, type ClassifyOptions } from '../classify/page.ts';
import type { TaskPage } from '../task-page.ts';
import type { AudioClassification } from './contract.ts';

const checkOptions = createOptionCheck<{ readonly classifyAudio: ClassifyOptions }>({
  classifyAudio: { ...taskNames, templates: true },
});

export interface ClassifyAudioCalls {
  /**
   * Names what is heard in a sound. With labels: which of them fits best, probabilities sum to 1. Without: the model's own
   * classes (521 of AudioSet in the starter), each with its own probability, because several may be heard at once; of a
   * sound longer than about 5 seconds the highest of its moments.
   *
   * @param audio - an audio or video file, or a part of one: `{ kind: 'audio', source: file, range: { startS, endS } }`
   * @returns most probable first
   * @throws OnsightError `unsupported-model`, `media-unreadable`, `unsupported-media`
   * @example
   * ```ts
   * const [best] = await onsight.classifyAudio(file, ['a dog barking', 'rain']);
   * console.log(best.label, best.probability);
   * const tags = (await onsight.classifyAudio(file)).filter(({ probability }) => probability > 0.3);
   * ```
   */
  classifyAudio(
    audio: AudioInput,
    labels?: readonly string[],
    options?: ClassifyOptions,
  ): Promise<readonly AudioClassification[]>;
}

export const classifyAudioCalls = (page: TaskPage): ClassifyAudioCalls => ({
  classifyAudio: async (audio, labels, options = {}) => {
    if (labels !== undefined) checkLabels(labels);
    const { templates } = checkOptions('classifyAudio', options);
    checkTemplates(templates);
    const asked = copyData({ labels, templates });
    return page.call('classifyAudio', { ...asked, ...toAudioRef(audio) }, options);
  },
});
