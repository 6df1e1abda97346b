import { pageHalves, type TaskCalls } from './task-list/pages.ts';
import type { TaskPage } from './task-page.ts';

export type { TaskCalls } from './task-list/pages.ts';

/** Creates the methods of all tasks. */
export function taskCalls(page: TaskPage): TaskCalls {
  return Object.assign({}, ...pageHalves.map((calls) => calls(page))) as TaskCalls; // the methods of each half
}
