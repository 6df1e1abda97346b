import type { AudioEmbedder } from '../../families/capabilities.ts';
import { clearestTags, hearMoments, type Moment } from '../../families/audio/moments.ts';
import { classifyEmbedding } from '../../families/zero-shot.ts';
import { runEmbedAudio } from '../embed-audio/worker.ts';
import type { TaskWorker } from '../task-host.ts';
import type { AudioClassification, classifyAudio } from './contract.ts';

type RunClassifyAudio = TaskWorker<typeof classifyAudio>;

export const runClassifyAudio: RunClassifyAudio = (params, context, host) => {
  const { engine } = host;
  return engine.capability(engine.config.embed, 'encode:audio', context, (model) =>
    params.labels === undefined ? tagsOf(params, model, context, host) : labelsOf(params, model, context, host),
  );
};

async function tagsOf(
  audio: Parameters<RunClassifyAudio>[0],
  model: AudioEmbedder,
  context: Parameters<RunClassifyAudio>[1],
  { engine }: Parameters<RunClassifyAudio>[2],
): Promise<readonly AudioClassification[]> {
  const names = await model.classes(context);
  const moments: Moment[] = [];
  const windows = engine.hear(audio, model.audio, context);
  for await (const moment of hearMoments(windows, model, { ...context, name: audio.name })) moments.push(moment);
  return clearestTags(moments, names);
}

/** Zero-shot: the slope of the measured relevance is the scale of the cosines of texts and sounds. */
async function labelsOf(
  { labels = [], templates = ['{}'], ...audio }: Parameters<RunClassifyAudio>[0],
  { info, textRelevance }: AudioEmbedder,
  context: Parameters<RunClassifyAudio>[1],
  host: Parameters<RunClassifyAudio>[2],
): Promise<readonly AudioClassification[]> {
  const embedding = await runEmbedAudio(audio, context, host);
  const { engine } = host;
  const scaled = { ...info, logitScale: textRelevance?.weight ?? info.logitScale };
  const classified = await engine.capability(engine.config.embed, 'encode:text', context, (model) =>
    classifyEmbedding(embedding, labels, scaled, (texts) => model.embedTexts(texts, context), { templates }),
  );
  return classified.map(({ label, probability }) => ({ label, probability }));
}
