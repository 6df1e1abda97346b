import type { LaneOptions } from '../../core/async/lane.ts';
import type { CapabilityOptions } from '../capabilities.ts';

/** Options of a run, taken from a call's options. */
export function toLaneOptions({ signal, priority = 'interactive' }: CapabilityOptions): LaneOptions {
  return { signal, priority };
}
