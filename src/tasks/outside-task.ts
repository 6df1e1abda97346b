import { raceAbort } from '../core/async/abort.ts';
import { linkAbort } from '../core/async/link-abort.ts';
import { checkText } from '../core/check.ts';
import type { Priority } from '../core/async/lane.ts';
import { createOptionCheck } from '../core/option-check.ts';
import type { LoadProgress } from '../core/progress.ts';
import type { CallContext } from '../rpc/service.ts';
import { streamWindow } from '../rpc/messages.ts';
import { createStream, type EventSink, type Stream } from '../rpc/stream.ts';
import { taskNames, type TaskCallOptions } from './call-options.ts';
import type { TypeOf } from './define-task.ts';
import { taskCalls, type TaskCalls } from './page.ts';
import type { TaskPage } from './task-page.ts';

/** A task from outside: it runs on the page, and uses the built-in tasks. */
export interface OutsideTask<Id extends string = string, Params = unknown, Result = unknown, Event = never> {
  /** Name of the task; results that are kept are kept under it. */
  readonly id: Id;
  /** Names the type of its events, if it streams any: `typeOf<Step>()`. */
  readonly event?: TypeOf<Event>;
  /** Priority of the built-in tasks that it calls, unless the caller says otherwise. @defaultValue 'interactive' */
  readonly priority?: Priority;
  /**
   * Everything that a result depends on, as data that JSON can hold; results are then kept on this device. Write it
   * after `run`, which TypeScript infers the parameters from.
   *
   * @defaultValue nothing is kept
   */
  readonly cacheKey?: (params: NoInfer<Params>) => readonly unknown[];
  /** Does the work. Rejects with `signal.reason` after an abort. */
  run(params: Params, context: OutsideContext<Event>): Result | Promise<Result>;
}

/** Context of {@link OutsideTask.run}. */
export interface OutsideContext<Event = never> extends CallContext<LoadProgress, Event> {
  /** The built-in tasks. Their calls abort with this one, report its progress, and have its priority in the lane. */
  readonly tasks: TaskCalls;
}

/**
 * Defines a task from outside. `onsight.run(task, params)` runs it, `onsight.stream(task, params)` gives its events.
 *
 * @example
 * ```ts
 * const tagImage = defineTask({
 *   id: 'tagImage',
 *   run: async ({ image, tags }: { image: Blob; tags: string[] }, { tasks }) =>
 *     (await tasks.classify(image, tags)).filter(({ probability }) => probability > 0.2),
 * });
 * const found = await onsight.run(tagImage, { image, tags: ['indoors', 'outdoors'] });
 * ```
 */
export function defineOutsideTask<const Id extends string, Params, Result, Event = never>(
  task: OutsideTask<Id, Params, Result, Event>,
): OutsideTask<Id, Params, Result, Event> {
  checkTask(task);
  return task;
}

const checkOptions = createOptionCheck<{ readonly run: TaskCallOptions; readonly stream: TaskCallOptions }>({
  run: taskNames,
  stream: taskNames,
});

/** Runs a task from outside. @throws TypeError if `task` is not one; and what it throws */
export async function runTask<Params, Result, Event>(
  page: TaskPage,
  task: OutsideTask<string, Params, Result, Event>,
  params: Params,
  options: TaskCallOptions = {},
): Promise<Result> {
  checkTask(task);
  return resultOf(page, task, { params, options: checkOptions('run', options), emit: undefined });
}

/** Streams the events of a task from outside. @throws TypeError if `task` is not one */
export function streamTask<Params, Result, Event>(
  page: TaskPage,
  task: OutsideTask<string, Params, Result, Event>,
  params: Params,
  options: TaskCallOptions = {},
): Stream<Event, Result> {
  checkTask(task);
  const { signal, ...rest } = checkOptions('stream', options);
  return createStream<Event, Result>(
    (sink, own) => resultOf(page, task, { params, options: { ...rest, signal: own }, emit: emitInto(sink, own) }),
    { signal },
  );
}

/** Arguments of one call. */
interface OutsideCall<Params, Event> {
  readonly params: Params;
  readonly options: TaskCallOptions;
  readonly emit: OutsideContext<Event>['emit'];
}

async function resultOf<Params, Result, Event>(
  page: TaskPage,
  task: OutsideTask<string, Params, Result, Event>,
  { params, options, emit }: OutsideCall<Params, Event>,
): Promise<Result> {
  const { onProgress = () => undefined, priority = task.priority } = options;
  options.signal?.throwIfAborted();
  const asked = task.cacheKey?.(params);
  const key = asked && JSON.stringify(['outside', task.id, ...asked]);
  const known = key === undefined ? undefined : await page.results.get(key, options);
  if (known !== undefined) return (known as Kept<Result>).result; // its only writer is below
  // A signal of this call alone: nothing stays on the caller's once it ends.
  const linked = linkAbort(options.signal);
  const { signal } = linked;
  const bound = bindPage(page, { signal, onProgress, ...(priority === undefined ? {} : { priority }) });
  const context: OutsideContext<Event> = { signal, onProgress, emit, tasks: taskCalls(bound) };
  try {
    const result = await raceAbort(Promise.resolve(task.run(params, context)), signal);
    if (key !== undefined) await page.results.set(key, { result } satisfies Kept<Result>, options);
    return result;
  } finally {
    linked.unlink();
  }
}

/** A result that is kept; `undefined` is one, too. */
interface Kept<Result> {
  readonly result: Result;
}

/** The page with calls that take what they do not say from `outer`. */
function bindPage(page: TaskPage, outer: TaskCallOptions & { readonly signal: AbortSignal }): TaskPage {
  const merge = (options: TaskCallOptions): TaskCallOptions => ({ ...outer, ...definedOf(options) });
  return {
    models: page.models,
    openLibraries: page.openLibraries,
    results: page.results,
    call: async (name, params, options) => {
      const linked = linkAbort(outer.signal, options.signal);
      try {
        return await page.call(name, params, { ...merge(options), signal: linked.signal });
      } finally {
        linked.unlink();
      }
    },
    stream: (name, params, options) => {
      const linked = linkAbort(outer.signal, options.signal);
      return page.stream(name, params, { ...merge(options), signal: linked.signal });
    },
  };
}

function definedOf(options: TaskCallOptions): TaskCallOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Events of a task that runs here. The promise resolves once the consumer has room for the next event. */
function emitInto<Event>(sink: EventSink<Event>, signal: AbortSignal): (event: Event) => Promise<void> {
  let room = streamWindow;
  let waiting: (() => void)[] = [];
  const release = (): void => {
    const all = waiting;
    waiting = [];
    for (const resolve of all) resolve();
  };
  sink.attach((credit) => {
    room += credit;
    if (room > 0) release();
  });
  signal.addEventListener('abort', release, { once: true });
  return async (event) => {
    signal.throwIfAborted();
    sink.push(event);
    room -= 1;
    if (room <= 0) await new Promise<void>((resolve) => waiting.push(resolve));
    signal.throwIfAborted();
  };
}

function checkTask(task: object): void {
  const { id, run }: Partial<Readonly<Record<string, unknown>>> = { ...task };
  checkText('id', id);
  if (typeof run !== 'function')
    throw new TypeError(`Expected \`run\` of the task \`${id}\` to be a function, got \`${typeof run}\`.`);
}
