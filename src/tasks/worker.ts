import type { Methods, ServiceDeps } from '../rpc/service.ts';
import type { Task } from './define-task.ts';
import { tasks } from './task-list/contracts.ts';
import { taskWorkers } from './task-list/workers.ts';
import type { TaskHost, TaskWorker } from './task-host.ts';
import { priorityOf, type TaskContract } from './tasks.ts';

type AnyWorker = TaskWorker<Task<string, unknown, unknown, unknown>>;
type AnyParams = Readonly<Record<string, unknown>> & { readonly priority?: 'interactive' | 'background' };

/** Each half is checked against its own task. */
const workers: { readonly [Name in keyof typeof tasks]: TaskWorker<(typeof tasks)[Name]> } = taskWorkers;

/** The methods of all tasks over one engine. */
export function taskMethods(host: TaskHost): Methods<TaskContract> {
  const bound = Object.entries(workers).map(([name, run]) => [
    name,
    ({ priority = priorityOf(name as keyof TaskContract), ...params }: AnyParams, context: object) =>
      (run as AnyWorker)(params, { ...context, priority } as Parameters<AnyWorker>[1], host),
  ]);
  return Object.fromEntries(bound) as Methods<TaskContract>;
}

/** Buffers of the results of tasks that move to the page. */
export const taskTransfers = Object.fromEntries(
  Object.entries(tasks).flatMap(([name, task]) => ('transfer' in task ? [[name, task.transfer]] : [])),
) as NonNullable<ServiceDeps<TaskContract>['transfer']>;
