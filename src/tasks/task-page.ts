import type { ParamsOf, ResultOf, EventOf, StreamMethod } from '../rpc/contract.ts';
import type { Stream } from '../rpc/stream.ts';
import type { ModelRef } from '../sources/model-types.ts';
import type { TaskCallOptions } from './call-options.ts';
import type { ModelName, TaskContract } from './tasks.ts';

/** Parameters of a task, without its priority, which is an option of every call. */
type Given<Name extends keyof TaskContract> = Omit<ParamsOf<TaskContract, Name>, 'priority'>;

/** Dependencies of the page halves of tasks. */
export interface TaskPage {
  /** Calls the worker half of a task. */
  call<Name extends keyof TaskContract>(
    name: Name,
    params: Given<Name>,
    options: TaskCallOptions,
  ): Promise<ResultOf<TaskContract, Name>>;
  /** Streams the events of a task. `params` are made when the call starts. */
  stream<Name extends StreamMethod<TaskContract>>(
    name: Name,
    params: () => Promise<Given<Name>>,
    options: TaskCallOptions,
  ): Stream<EventOf<TaskContract, Name>, ResultOf<TaskContract, Name>>;
  /** The model of each task. */
  readonly models: Readonly<Record<ModelName, ModelRef>>;
  readonly openLibraries: Iterable<string>;
  /** Results of tasks from outside that are kept on this device. */
  readonly results: {
    get(key: string, options: TaskCallOptions): Promise<unknown>;
    set(key: string, result: unknown, options: TaskCallOptions): Promise<unknown>;
  };
}
