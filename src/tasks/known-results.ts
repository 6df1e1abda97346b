import { contentHash } from '../media/content-hash.ts';
import { openResultCache, type ResultCache } from '../store/database/result-cache.ts';
import type { Task } from './define-task.ts';

/** Increase it if the same question would get another result. */
const resultFormat = 2;

/** Subject of a result. */
interface ResultSubject {
  /** Key of the model's weights. */
  readonly weights: string;
  /** Hash of the image. */
  readonly image: string;
}

/** Results of tasks cached on the device, so that a repeated question is answered at once. */
export class KnownResults {
  readonly #cache: ResultCache = openResultCache();

  /** Cached result of a task, or the result of `run`, which is cached if the task has a `cacheKey`. */
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
    const key = JSON.stringify([resultFormat, weights, name, image, sorted]);
    const known = await this.read(key);
    signal.throwIfAborted();
    // A key belongs to one task, and so has its result type.
    if (known !== undefined) return { result: known as Result, isNew: false };
    const result = await run();
    await this.keep(key, result);
    return { result, isNew: true };
  }

  /** The result that is kept under a key. */
  async read(key: string): Promise<unknown> {
    return this.#cache.get(await contentHash(key));
  }

  /** Keeps a result under a key. */
  async keep(key: string, result: unknown): Promise<void> {
    await this.#cache.set(await contentHash(key), result);
  }
}
