import { embedSound, hearMoments, type Moment } from '../../families/audio/moments.ts';
import type { TaskWorker } from '../task-host.ts';
import type { embedAudio } from './contract.ts';

export const runEmbedAudio: TaskWorker<typeof embedAudio> = (audio, context, { engine }) =>
  engine.capability(engine.config.embed, 'encode:audio', context, async (model) => {
    const moments: Moment[] = [];
    const windows = engine.hear(audio, model.audio, context);
    for await (const moment of hearMoments(windows, model, { ...context, name: audio.name })) moments.push(moment);
    return (await embedSound(moments, model, { ...context, most: moments.length })).vector;
  });
