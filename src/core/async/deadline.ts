import { OnsightError } from '../errors.ts';

/**
 * Settles as `promise` does, or rejects with `deadline-exceeded` after `timeoutMs`.
 * For work that may never settle (a decoder on a broken file, a load inside a runtime).
 */
export async function withDeadline<T>(promise: Promise<T>, what: string, timeoutMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new OnsightError('deadline-exceeded', { what, timeoutMs }));
    }, timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
