import { readQuery } from '../../library/open-library.ts';
import type { TaskWorker } from '../task-host.ts';
import type { readable } from './contract.ts';

export const runReadable: TaskWorker<typeof readable> = async ({ text }, context, { engine }) => {
  const embedder = await engine.embedder(engine.config.embed, context);
  const { known, unknown } = await readQuery(text, embedder, context);
  return { known, unknown };
};
