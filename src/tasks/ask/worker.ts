import type { TaskWorker } from '../task-host.ts';
import { toJudgedImage } from '../judged-image.ts';
import { ask } from './contract.ts';

export const runAsk: TaskWorker<typeof ask> = (params, context, host) => {
  const { model: ref, question, options } = params;
  const { signal } = context;
  return host.engine.capability(ref, 'generate', { task: 'ask', signal }, async (model) => {
    const image = await toJudgedImage(params.image, model.image, host, context);
    const subject = { weights: model.key, image: image.key, signal };
    const { result } = await host.results.get(ask, params, subject, async () => {
      const shows = await image.content(context);
      // A blank image has no answer.
      if (shows === 'nothing') return { answer: '', probability: 0, alternatives: [], shows };
      return { ...(await model.ask(image, question, { ...options, ...context })), shows };
    });
    return result;
  });
};
