import type { Engine } from '../worker/engine.ts';
import type { Libraries } from '../worker/libraries.ts';
import type { KnownResults } from './known-results.ts';

/** What the worker halves of tasks work with. */
export interface TaskHost {
  readonly engine: Engine;
  readonly libraries: Libraries;
  readonly results: KnownResults;
}
