import type { Priority } from '../core/async/lane.ts';
import type { LoadProgress } from '../core/progress.ts';
import type { ModelTask } from '../families/capabilities.ts';

/** Carries a type where a value is needed; empty at run time. */
export interface TypeOf<T> {
  readonly type?: T;
}

/** Names a type in {@link defineTask}. */
export function typeOf<T>(): TypeOf<T> {
  return {};
}

/** A task: the contract of its page half and worker half. */
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
  /** Capabilities that the model needs, in the words of `onsight.json`. */
  readonly needs: readonly ModelTask[];
  /** Priority in the worker's lane, unless the caller sets one. @defaultValue 'interactive' */
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
 * Defines a built-in task. Its folder also has `page.ts`, the methods a page calls, and `worker.ts`, their
 * implementation.
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

/** The call of a task, for a contract. */
export type CallOf<T> =
  T extends Task<string, infer Params, infer Result, infer Event>
    ? {
        params: Params & { readonly priority?: Priority | undefined };
        result: Result;
        progress: LoadProgress;
      } & ([Event] extends [never] ? unknown : { event: Event })
    : never;
