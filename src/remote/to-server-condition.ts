import type { MetadataSchema } from '../store/contract/metadata-schema.ts';
import type { RowSelection } from '../store/contract/store.ts';
import { allOf, type Condition } from './condition.ts';
import type { ServerCondition } from './remote-engine.ts';
import { modalityKey } from './rows/remote-row.ts';
import { toCondition } from './to-condition.ts';

/**
 * Condition for a server to test; false if no row can match, so that no request is needed.
 *
 * @throws TypeError as `toCondition` does
 */
export function toServerCondition(
  { filter, modality }: RowSelection,
  schema: MetadataSchema | undefined,
): ServerCondition | false {
  const parts: Condition[] = [];
  if (filter !== undefined) parts.push(toCondition(filter, schema));
  if (modality !== undefined) parts.push({ field: modalityKey, test: 'is', value: modality });
  const condition = allOf(parts);
  return condition === true ? undefined : condition;
}
