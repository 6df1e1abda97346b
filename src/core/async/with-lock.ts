import type { AbortOptions } from './abort.ts';
import { Lane } from './lane.ts';
import { lockManager } from './lock-manager.ts';

const lanes = new Map<string, Lane>();

/**
 * Runs `task` while no other tab, worker or call of this origin holds the lock `name`. Without Web Locks (pages without
 * HTTPS) the lock only covers this page. Rejects with `signal.reason` if aborted while waiting.
 */
export async function withLock<T>(name: string, task: () => Promise<T>, { signal }: AbortOptions = {}): Promise<T> {
  signal?.throwIfAborted();
  const locks = lockManager();
  if (locks !== undefined) return await locks.request(name, signal === undefined ? {} : { signal }, task);
  const lane = lanes.get(name) ?? new Lane();
  lanes.set(name, lane);
  return lane.run(task, { signal });
}
