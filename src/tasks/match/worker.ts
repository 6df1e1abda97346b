import type { AbortOptions } from '../../core/async/abort.ts';
import type { LoadProgress } from '../../core/progress.ts';
import type { Matcher } from '../../library/embedder.ts';
import { contentHash } from '../../media/content-hash.ts';
import type { Pixels } from '../../media/image/pixels.ts';
import type { CallContext } from '../../rpc/service.ts';
import type { ModelRef } from '../../sources/model-types.ts';
import type { TaskEngine, TaskWorker } from '../task-host.ts';
import { toJudgedImage } from '../judged-image.ts';
import { match } from './contract.ts';

export const runMatch: TaskWorker<typeof match> = (params, context, host) => {
  const { model: ref, texts, similarity = false } = params;
  const { signal } = context;
  return host.engine.capability(ref, 'score', { task: 'match', signal }, async (model) => {
    const image = await toJudgedImage(params.image, model.image, host, context);
    const subject = { weights: model.key, image: image.key, signal };
    const { result } = await host.results.get(match, params, subject, () =>
      similarity ? model.cosine(image, texts, context) : model.match(image, texts, context),
    );
    return result;
  });
};

/** Creates the matcher that reranks hits of a library. */
export async function toMatcher(
  engine: TaskEngine,
  ref: ModelRef,
  context: CallContext<LoadProgress>,
): Promise<Matcher> {
  // An unsuitable model is rejected before the search runs.
  await engine.capability(ref, 'score', { task: 'match', signal: context.signal }, () => Promise.resolve());
  return {
    match: (source, text, { signal }) =>
      engine.capability(ref, 'score', { task: 'match', signal }, async (model) => {
        const read = async (options: AbortOptions): Promise<Pixels> =>
          (await engine.images.read(source, model.image, { thumbnail: false, signal: options.signal })).pixels;
        const image = { key: await contentHash(source), read };
        const [match = 0] = await model.match(image, [text], { ...context, signal });
        return match;
      }),
  };
}
