import type { LoadProgress } from '../core/progress.ts';
import type { CallContext } from '../rpc/service.ts';
import type { Engine } from '../worker/engine.ts';
import type { Libraries } from '../worker/libraries.ts';
import type { Task } from './define-task.ts';
import type { KnownResults } from './known-results.ts';

/** Dependencies of the worker halves of tasks. */
export interface TaskHost {
  readonly engine: Engine;
  readonly libraries: Libraries;
  readonly results: KnownResults;
}

/** The worker half of a task. */
export type TaskWorker<T> =
  T extends Task<string, infer Params, infer Result, infer Event>
    ? (params: Params, context: CallContext<LoadProgress, Event>, host: TaskHost) => Promise<Result>
    : never;
