import { captionSteps } from '../../families/blip/caption-steps.ts';
import type { ModelCaption, CaptionStep } from '../../families/vision-language-model.ts';
import type { ImageContent } from '../../media/content/image-content.ts';
import type { TaskWorker } from '../task-host.ts';
import { toJudgedImage } from '../judged-image.ts';
import { caption, type Caption } from './contract.ts';

/** The caption of a page of text, until a model reads it. */
const textCaption = 'a page of text';

export const runCaption: TaskWorker<typeof caption> = (params, context, host) => {
  const { signal, onProgress, emit } = context;
  return host.engine.capability(params.model, 'generate', { task: 'caption', signal }, async (model) => {
    const image = await toJudgedImage(params.image, model.image, host, context);
    const subject = { weights: model.key, image: image.key, signal };
    const onStep = emit && ((step: CaptionStep): void => void emit(step));
    const { result, isNew } = await host.results.get(caption, params, subject, async () =>
      captionOf(await image.content({ signal }), () =>
        model.caption(image, { ...params.options, signal, onProgress, onStep, priority: params.priority }),
      ),
    );
    // The model did not write it, or not now.
    if (onStep !== undefined && (!isNew || result.shows !== 'scene')) captionSteps(result).forEach(onStep);
    return result;
  });
};

/** The model's caption of a scene. Of a blank image or a page of text the model would invent a subject. */
async function captionOf(shows: ImageContent, write: () => Promise<ModelCaption>): Promise<Caption> {
  if (shows === 'scene') return { ...(await write()), shows };
  const text = shows === 'text' ? textCaption : '';
  const alternatives = text === '' ? [] : [{ text, score: 0 }];
  return { text, score: 0, alternatives, words: [], shows };
}
