import { checkObject } from '../../core/check.ts';
import type { RowChange } from './store.ts';

const known: ReadonlySet<string> = new Set<keyof RowChange>(['metadata', 'vector']);

/** @throws TypeError if the change has unknown keys, because a field outside of `metadata` would be dropped silently */
export function checkChange(change: RowChange): void {
  checkObject('change', change);
  for (const key of Object.keys(change)) {
    if (!known.has(key))
      throw new TypeError(
        `Expected a change to have \`metadata\` or \`vector\`, got \`${key}\`. Fields go into \`metadata\`.`,
      );
  }
}
