import type { Priority } from '../core/async/lane.ts';
import type { ModelTask } from '../families/capabilities.ts';
import type { CallOf, Task } from './define-task.ts';
import { tasks } from './task-list/contracts.ts';

type Tasks = typeof tasks;

/** The calls of all tasks. */
export type TaskContract = { [Name in keyof Tasks]: CallOf<Tasks[Name]> };

/** Name of a model in `createOnsight({ model })`. */
export type ModelName = Tasks[keyof Tasks]['model'];

/** Priority of a task whose call names none. */
export function priorityOf(name: keyof TaskContract): Priority | undefined {
  const task: Pick<Task<string, never, unknown, unknown>, 'priority'> = tasks[name];
  return task.priority;
}

/** Every task that a model may support, once. */
export const modelTasks: readonly ModelTask[] = [...new Set(Object.values(tasks).flatMap(({ needs }) => needs))];

/** Models of the tasks that have one of their own. */
export const defaultModels: Readonly<Partial<Record<ModelName, string>>> = Object.fromEntries(
  Object.values(tasks).flatMap((task) => ('defaultModel' in task ? [[task.model, task.defaultModel]] : [])),
);

/** Every {@link ModelName}, once. */
export const modelNames: readonly ModelName[] = [...new Set(Object.values(tasks).map(({ model }) => model))];
