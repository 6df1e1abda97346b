import type { AbortOptions } from '../core/async/abort.ts';
import type { Matcher } from '../library/embedder.ts';
import { contentHash } from '../media/content-hash.ts';
import type { Pixels } from '../media/image/pixels.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import type { TextGenerator } from '../families/capabilities.ts';
import type { CaptionStep, PictureRef } from '../families/vision-language-model.ts';
import { captionSteps } from '../families/blip/caption-steps.ts';
import type { ModelRef } from '../sources/model-types.ts';
import type { LoadProgress } from '../core/progress.ts';
import type { Answer, Caption, TaskMethods } from './contract.ts';
import type { ImageRef } from '../sample/part.ts';
import { openResultCache, type ResultCache } from '../store/database/result-cache.ts';
import type { Engine } from './engine.ts';
import type { Libraries } from './libraries.ts';
import type { CallContext, Methods } from '../rpc/service.ts';
import { answerOf, captionOf } from './judged-results.ts';
import { toPictureRef, type JudgedPictureRef } from './picture-refs.ts';

/** Tasks about images and words. */
export type LanguageMethod = 'caption' | 'ask' | 'match';

/** Changes whenever a result of the same question would come out otherwise. */
const resultFormat = 2;

/** The methods about pictures and words. What was asked before is answered from the device at once. */
export function languageMethods(engine: Engine, libraries: Libraries): Methods<Pick<TaskMethods, LanguageMethod>> {
  const results = openResultCache();
  const toRef = (picture: ImageRef, image: ImageSpec, context: CallContext<LoadProgress>): Promise<JudgedPictureRef> =>
    toPictureRef(picture, image, { pictures: engine.pictures, libraries }, context);
  return {
    caption: ({ model: id, picture, options, priority }, context) =>
      engine.capability(id, 'generate', { task: 'caption', signal: context.signal }, async (model) => {
        const ref = await toRef(picture, model.image, context);
        const { signal, onProgress, emit } = context;
        const onStep = emit && ((step: CaptionStep): void => void emit(step));
        const key = await keyOf(model, 'caption', ref, options);
        const known = await recall<Caption>(results, key, signal);
        if (known !== undefined) {
          if (onStep !== undefined) for (const step of captionSteps(known)) onStep(step);
          return known;
        }
        const shows = await ref.content({ signal });
        const caption = await captionOf(shows, () =>
          model.caption(ref, { ...options, signal, onProgress, onStep, priority }),
        );
        if (shows !== 'scene' && onStep !== undefined) for (const step of captionSteps(caption)) onStep(step);
        return remember(results, key, caption);
      }),
    ask: ({ model: id, picture, question, options, priority }, context) =>
      engine.capability(id, 'generate', { task: 'ask', signal: context.signal }, async (model) => {
        const ref = await toRef(picture, model.image, context);
        const key = await keyOf(model, 'ask', ref, { question, ...options });
        const known = await recall<Answer>(results, key, context.signal);
        if (known !== undefined) return known;
        const shows = await ref.content(context);
        const answer = await answerOf(shows, () => model.ask(ref, question, { ...options, ...context, priority }));
        return remember(results, key, answer);
      }),
    match: ({ model: id, picture, texts, similarity = false, priority }, context) =>
      engine.capability(id, 'score', { task: 'match', signal: context.signal }, async (model) => {
        const ref = await toRef(picture, model.image, context);
        const key = await keyOf(model, similarity ? 'similarity' : 'match', ref, { texts });
        const known = await recall<readonly number[]>(results, key, context.signal);
        if (known !== undefined) return known;
        const call = { ...context, priority };
        return remember(
          results,
          key,
          await (similarity ? model.cosine(ref, texts, call) : model.match(ref, texts, call)),
        );
      }),
  };
}

/** One key a question: weights, picture, what is asked and every option that is set. */
async function keyOf(model: Pick<TextGenerator, 'key'>, task: string, ref: PictureRef, asked: object): Promise<string> {
  const set = Object.entries(asked).filter(([, value]) => value !== undefined);
  const sorted = Object.fromEntries(set.sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = JSON.stringify([resultFormat, model.key, task, ref.key, sorted]);
  return contentHash(text);
}

async function recall<T>(results: ResultCache, key: string, signal: AbortSignal): Promise<T | undefined> {
  const known = await results.get(key);
  signal.throwIfAborted();
  // What lies under a key was put there by `remember` for the same task.
  return known as T | undefined;
}

async function remember<T>(results: ResultCache, key: string, value: T): Promise<T> {
  await results.set(key, value);
  return value;
}

/** Judges hits of a library, to rank them again. */
export async function toMatcher(engine: Engine, ref: ModelRef, context: CallContext<LoadProgress>): Promise<Matcher> {
  // An unsuitable model is an error before the search runs.
  await engine.capability(ref, 'score', { task: 'match', signal: context.signal }, () => Promise.resolve());
  return {
    match: (picture, text, { signal }) =>
      engine.capability(ref, 'score', { task: 'match', signal }, async (model) => {
        const read = async (options: AbortOptions): Promise<Pixels> =>
          (await engine.pictures.read(picture, model.image, { thumbnail: false, signal: options.signal })).pixels;
        const image = { key: await contentHash(picture), read };
        const [match = 0] = await model.match(image, [text], { ...context, signal });
        return match;
      }),
  };
}
