import { checkInteger } from '../../core/check.ts';
import type { RowField } from '../contract/item.ts';
import type { MetadataSchema } from '../contract/metadata-schema.ts';
import type { StoreSearchOptions } from '../contract/store.ts';
import { checkInclude } from './read-rows.ts';
import { compileSelection, type Selection } from './selection.ts';

/** Resolved options of a search. */
export interface ResolvedSearch {
  readonly selection: Selection;
  readonly limit: number;
  readonly minScore: number;
  readonly fields: ReadonlySet<RowField>;
}

/** Checks and resolves options. @throws TypeError, RangeError if an option is invalid */
export function resolveSearch(options: StoreSearchOptions, schema: MetadataSchema | undefined): ResolvedSearch {
  const { limit = 20, minScore = -Infinity } = options;
  checkInteger('limit', limit, 1);
  if (typeof minScore !== 'number' || Number.isNaN(minScore))
    throw new RangeError(`Expected \`minScore\` to be a number, got \`${String(minScore)}\`.`);
  return { selection: compileSelection(options, schema), limit, minScore, fields: checkInclude(options.include) };
}
