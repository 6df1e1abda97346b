/** Stages that record a User Timing measure named `onsight:<stage>`. */
type Stage = 'download' | 'load' | 'decode' | 'resize' | 'run' | 'store' | 'scan';

/** Runs `task` and records a User Timing measure `onsight:<stage>`, even if it fails. */
export async function measure<T>(stage: Stage, task: () => Promise<T>, detail?: unknown): Promise<T> {
  const start = performance.now();
  try {
    return await task();
  } finally {
    leaveMeasure(stage, start, detail);
  }
}

/** Synchronous twin of {@link measure}, for work that must not yield. */
export function measureSync<T>(stage: Stage, task: () => T, detail?: unknown): T {
  const start = performance.now();
  try {
    return task();
  } finally {
    leaveMeasure(stage, start, detail);
  }
}

// Old entries are cleared, because the timeline keeps every entry and would grow without bound.
const keptMeasures = 2_000;
let left = 0;

function leaveMeasure(stage: Stage, start: number, detail: unknown): void {
  left += 1;
  if (left % keptMeasures === 0) for (const name of stages) performance.clearMeasures(`onsight:${name}`);
  performance.measure(`onsight:${stage}`, { start, end: performance.now(), detail });
}

const stages: readonly Stage[] = ['download', 'load', 'decode', 'resize', 'run', 'store', 'scan'];
