import type { TaskWorker } from '../task-host.ts';
import type { embedImage } from './contract.ts';

export const runEmbedImage: TaskWorker<typeof embedImage> = ({ image }, context, { engine }) =>
  engine.capability(engine.config.embed, 'encode:image', context, async (model) => {
    const { pixels } = await engine.images.read(image, model.image, { thumbnail: false, signal: context.signal });
    const [embedding] = await model.embedImages([pixels], context);
    return embedding ?? new Float32Array();
  });
