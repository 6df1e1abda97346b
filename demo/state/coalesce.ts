/**
 * Runs `work` at most once at a time. Calls made while it runs share one further run, which starts afterwards.
 *
 * @param work - must handle its own failures
 * @returns a function whose promise resolves after a run that started after the call
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let following: Promise<void> | undefined;
  const start = (): Promise<void> => {
    const run = work().finally(() => {
      if (running === run) running = undefined;
    });
    running = run;
    return run;
  };
  return () => {
    if (running === undefined) return start();
    following ??= running.then(() => {
      following = undefined;
      return start();
    });
    return following;
  };
}
