import { hashImage } from '../../media/image/hash-image.ts';
import { toStoredSource } from '../judged-image.ts';
import type { TaskWorker } from '../task-host.ts';
import { readText } from './contract.ts';

export const runReadText: TaskWorker<typeof readText> = (params, context, host) => {
  const { signal, onProgress, priority, emit } = context;
  return host.engine.capability(params.model, 'recognize', { task: 'read-text', signal }, async (model) => {
    const source = await toStoredSource(params.image, host.libraries, context);
    const subject = { weights: model.key, image: await hashImage(source), signal };
    const { result, isNew } = await host.results.get(readText, params, subject, async () => {
      const image = await host.engine.images.decode(source, { signal });
      return model.recognize(image, { signal, onProgress, priority, onLine: emit });
    });
    if (!isNew && emit !== undefined) for (const line of result.lines) await emit(line);
    return result;
  });
};
