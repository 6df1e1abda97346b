import { checkInteger } from '../../core/check.ts';
import type { Metadata, RowField, ScoredRow } from '../../store/contract/item.ts';
import type { MetadataSchema } from '../../store/contract/metadata-schema.ts';
import { checkInclude } from '../../store/rows/read-rows.ts';
import type { StoreSearchOptions } from '../../store/contract/store.ts';
import { chunks } from '../in-flight.ts';
import type { IncomingHit, RemoteEngine, ServerCondition } from '../remote-engine.ts';
import { toRow, wantedFor } from './remote-row.ts';
import { toServerCondition } from '../to-server-condition.ts';

const queriesPerCall = 32;

/** Checked options of a search. */
interface RemoteSearch {
  readonly condition: ServerCondition | false;
  readonly limit: number;
  readonly minScore: number;
  readonly include: ReadonlySet<RowField>;
  readonly signal: AbortSignal | undefined;
}

/** @throws TypeError, RangeError if an option is invalid */
export function resolveRemoteSearch(options: StoreSearchOptions, schema: MetadataSchema | undefined): RemoteSearch {
  const { limit = 20, minScore = -Infinity, signal } = options;
  checkInteger('limit', limit, 1);
  if (Number.isNaN(minScore)) throw new RangeError('Expected `minScore` to be a number, got `NaN`.');
  return {
    condition: toServerCondition(options, schema),
    limit,
    minScore,
    include: checkInclude(options.include),
    signal,
  };
}

/** Hits of each query, best first; ties by id. */
export async function queryRows(
  engine: RemoteEngine,
  queries: readonly Float32Array[],
  search: RemoteSearch,
): Promise<readonly (readonly ScoredRow<Metadata, RowField>[])[]> {
  const { condition, limit, include, signal } = search;
  if (condition === false) return queries.map(() => []);
  const found: (readonly ScoredRow<Metadata, RowField>[])[] = [];
  for (const batch of chunks(queries, queriesPerCall)) {
    const answers = await engine.query(batch, condition, { limit, wanted: wantedFor(include), signal });
    for (const hits of answers) found.push(toScoredRows(hits, search));
  }
  return found;
}

function toScoredRows(
  hits: readonly IncomingHit[],
  { minScore, include }: RemoteSearch,
): readonly ScoredRow<Metadata, RowField>[] {
  return hits
    .filter((hit) => hit.score >= minScore)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .map((hit) => ({ ...toRow(hit, include), score: hit.score }));
}
