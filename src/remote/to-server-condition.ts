import type { MetadataSchema } from '../store/contract/metadata-schema.ts';
import type { RowSelection } from '../store/contract/store.ts';
import { allOf, type Condition } from './condition.ts';
import type { ServerCondition } from './remote-engine.ts';
import { modalityKey } from './rows/remote-row.ts';
import { toCondition } from './to-condition.ts';

/**
 * What a server has to test for a selection; false where no row passes, so that no server has to be asked.
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
