/** Runs `task` once no other tab runs one under this name. Where there are no locks, tabs do not wait for each other. */
export function withLock<T>(name: string, signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return task();
  return navigator.locks.request(name, signal === undefined ? {} : { signal }, task);
}
