import type { LaneOptions } from '../../core/async/lane.ts';
import type { CapabilityOptions } from '../capabilities.ts';

/** What a run needs of a call's options. */
export function toLaneOptions({ signal, priority = 'interactive' }: CapabilityOptions): LaneOptions {
  return { signal, priority };
}
