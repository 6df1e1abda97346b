import { contentHash } from '../media/content-hash.ts';
import { openResultCache, type ResultCache } from '../store/database/result-cache.ts';
import type { Task } from './define-task.ts';

/** Changes whenever the same question would get another result. */
const resultFormat = 2;

/** What a result is about. */
interface ResultSubject {
  /** Key of the model's weights. */
  readonly weights: string;
  /** Hash of the image. */
  readonly image: string;
}

/** Results of tasks that are kept on the device, so that the same question is answered at once. */
export class KnownResults {
  readonly #cache: ResultCache = openResultCache();

  /** The kept result of a task, or the one that `run` finds, which is kept if the task has a `cacheKey`. */
  async get<Params, Result>(
    { cacheKey }: Pick<Task<string, Params, Result, unknown>, 'cacheKey'>,
    params: Params,
    { weights, image, signal }: ResultSubject & { readonly signal: AbortSignal },
    run: () => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly isNew: boolean }> {
    if (cacheKey === undefined) return { result: await run(), isNew: true };
    const [name, asked] = cacheKey(params);
    const set = Object.entries(asked).filter(([, value]) => value !== undefined);
    const sorted = Object.fromEntries(set.sort(([a], [b]) => (a < b ? -1 : 1)));
    const key = await contentHash(JSON.stringify([resultFormat, weights, name, image, sorted]));
    const known = await this.#cache.get(key);
    signal.throwIfAborted();
    // A key is written for one task only, with its result.
    if (known !== undefined) return { result: known as Result, isNew: false };
    const result = await run();
    await this.#cache.set(key, result);
    return { result, isNew: true };
  }
}
