import type { TaskWorker } from '../task-host.ts';
import type { embedText } from './contract.ts';

export const runEmbedText: TaskWorker<typeof embedText> = async ({ text }, context, { engine }) => {
  const [embedding] = await engine.capability(engine.config.embed, 'encode:text', context, (model) =>
    model.embedTexts([text], context),
  );
  return embedding ?? new Float32Array();
};
