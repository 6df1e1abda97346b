import type { OnProgress } from '../core/progress.ts';
import type { AddProgress } from '../protocol/worker-methods.ts';

/** Progress whose counts never fall: a worker that died is replaced and begins again. */
export function neverFalling(report: OnProgress<AddProgress>): OnProgress<AddProgress> {
  let done = 0;
  return (event) => {
    if (event.phase === 'index') {
      if (event.doneFiles < done) return;
      done = event.doneFiles;
    }
    report(event);
  };
}
