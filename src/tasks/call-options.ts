import type { AbortOptions } from '../core/async/abort.ts';
import type { Priority } from '../core/async/lane.ts';
import type { LoadProgress, OnProgress } from '../core/progress.ts';
import { loadingNames } from '../core/option-check.ts';

/** Options of calls that may have to load a model first. */
export interface ModelCallOptions extends AbortOptions {
  /** Called on download and load progress, in addition to the listener of `createOnsight`. */
  readonly onProgress?: OnProgress<LoadProgress>;
}

/** Options of the call of every task. */
export interface TaskCallOptions extends ModelCallOptions {
  /** `background` lets interactive calls go first. @defaultValue that of the task, else 'interactive' */
  readonly priority?: Priority;
}

/** Names of {@link TaskCallOptions}, for the table of a task. */
export const taskNames = { ...loadingNames, priority: true } as const;

/** Names of the options of a task that generates text, see `GenerateOptions`. */
export const generateNames = {
  ...taskNames,
  lengthPenalty: true,
  maxNewTokens: true,
  minNewTokens: true,
  noRepeatNgramSize: true,
  repetitionPenalty: true,
  seed: true,
  temperature: true,
  topP: true,
} as const;
