import { classifyEmbedding } from '../../families/zero-shot.ts';
import type { TaskWorker } from '../task-host.ts';
import { runEmbedImage } from '../embed-image/worker.ts';
import type { classify } from './contract.ts';

export const runClassify: TaskWorker<typeof classify> = async ({ image, labels, templates }, context, host) => {
  const embedding = await runEmbedImage({ image }, context, host);
  const { engine } = host;
  return engine.capability(engine.config.embed, 'encode:text', context, (model) =>
    classifyEmbedding(embedding, labels, model.info, (texts) => model.embedTexts(texts, context), { templates }),
  );
};
