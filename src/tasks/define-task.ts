import type { Priority } from '../core/async/lane.ts';
import type { LoadProgress } from '../core/progress.ts';
import type { ModelTask } from '../families/capabilities.ts';

/** Stands for a type where a value is needed; carries nothing at run time. */
interface TypeOf<T> {
  readonly type?: T;
}

/** Names a type in {@link defineTask}. */
export function typeOf<T>(): TypeOf<T> {
  return {};
}

/** A task: what its page half and its worker half share. */
export interface Task<Id extends string, Params, Result, Event> {
  /** Name of the call, and of its method on `Onsight`. */
  readonly id: Id;
  readonly params: TypeOf<Params>;
  readonly result: TypeOf<Result>;
  /** Streamed while it runs. */
  readonly event?: TypeOf<Event>;
  /** Name of its model in `createOnsight({ model })`. */
  readonly model: string;
  /** Pack that does the task unless another one is named for it. @defaultValue the session's model */
  readonly defaultModel?: string;
  /** What that model must be able to do, in the words of `onsight.json`. */
  readonly needs: readonly ModelTask[];
  /** In the lane of the worker, unless the caller says otherwise. @defaultValue 'interactive' */
  readonly priority?: Priority;
  /**
   * The results are kept on the device, per weights and image: a name and everything else they depend on.
   *
   * @defaultValue nothing is kept
   */
  readonly cacheKey?: (params: Params) => readonly [name: string, asked: object];
  /** Buffers of a result that move to the page instead of being copied. */
  readonly transfer?: (result: Result) => Transferable[];
}

/**
 * Defines a task. Its folder also has `page.ts`, the methods a page calls, and `worker.ts`, what is done for them.
 *
 * @example
 * ```ts
 * export const ask = defineTask({
 *   id: 'ask',
 *   model: 'ask',
 *   needs: ['ask'],
 *   params: typeOf<AskParams>(),
 *   result: typeOf<Answer>(),
 *   cacheKey: ({ question, options }) => ['ask', { question, ...options }],
 * });
 * ```
 */
export function defineTask<const Id extends string, const Model extends string, Params, Result, Event = never>(
  task: Task<Id, Params, Result, Event> & { readonly model: Model },
): Task<Id, Params, Result, Event> & { readonly model: Model } {
  return task;
}

/** The call of a task, as a contract has it. */
export type CallOf<T> =
  T extends Task<string, infer Params, infer Result, infer Event>
    ? { params: Params; result: Result; progress: LoadProgress } & ([Event] extends [never]
        ? unknown
        : { event: Event })
    : never;
