import { hearMoments, type Moment } from '../hear-moments.ts';
import type { TaskWorker } from '../task-host.ts';
import type { embedAudio } from './contract.ts';

export const runEmbedAudio: TaskWorker<typeof embedAudio> = (audio, context, host) => {
  const { engine } = host;
  return engine.capability(engine.config.embed, 'encode:audio', context, async (model) => {
    const moments: Moment[] = [];
    for await (const moment of hearMoments(audio, model, host, context)) moments.push(moment);
    const audible = moments.filter(({ isSilent }) => !isSilent);
    const scores = (audible.length > 0 ? audible : moments).map((moment) => moment.scores);
    return meanOf(await model.embedMoments(scores, context));
  });
};

/** The normalised mean of unit vectors. */
function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...others] = vectors;
  if (others.length === 0) return first;
  const sum = first.map((_, i) => vectors.reduce((total, vector) => total + (vector[i] ?? 0), 0));
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}
