import type { Modality } from '../../store/contract/item.ts';
import type { SearchedRows } from '../../store/space-index.ts';
import { sampleSize } from './compose-query.ts';
import { spreadOf, type CosineSpread } from './cosine-spread.ts';
import type { Query, SearchedModality, SearchOptions } from './query.ts';
import type { RankOptions } from './rank-items.ts';

/** Spreads of cosines, where hits of several modalities cannot be merged by relevance. */
export async function spreadsOf(orders: readonly RankOptions[]): Promise<readonly CosineSpread[] | undefined> {
  if (orders.length < 2 || orders.every(({ curve }) => curve !== undefined)) return undefined;
  return Promise.all(
    orders.map(async ({ store, modality, vector }) => {
      const known = vector && spreadOf(vector, await store.sample(sampleSize, modality));
      return known ?? { mean: 0, deviation: 1 };
    }),
  );
}

/** Rows by their vectors of a modality; undefined if nothing was ever added there. */
export async function searchedRows(
  store: SearchedRows,
  modality: SearchedModality,
  { custom }: Query,
  signal: AbortSignal | undefined,
): Promise<SearchedRows | undefined> {
  return modality.startsWith('custom:') ? store.inModality(modality, custom?.space, { signal }) : store;
}

/** The custom modality that a query is about: that of its content, or of the items that it names. */
async function customModality(store: SearchedRows, query: Query): Promise<SearchedModality | undefined> {
  if (query.custom !== undefined) return query.custom.kind;
  const { item, like = [], unlike = [] } = query;
  const [first] = [item, ...like, ...unlike].filter((id) => typeof id === 'string');
  if (first === undefined) return undefined;
  const modality = (await store.get(first, { include: ['modality'] }))?.modality;
  if (modality?.startsWith('custom:') !== true) return undefined;
  if (query.text !== undefined || unlike.some((each) => typeof each !== 'string'))
    throw new TypeError(
      `Expected items of the modality \`${modality}\` without a text: it is not comparable with them.`,
    );
  return modality; // as it was just checked
}

/**
 * Modalities to look for: those that were named, or all that the library has ever held. Content of a custom modality is
 * only comparable with its own.
 */
export async function modalitiesOf(
  store: SearchedRows,
  query: Query,
  { modality, modalities = modality === undefined ? undefined : [modality], signal }: SearchOptions,
): Promise<readonly SearchedModality[]> {
  const custom = await customModality(store, query);
  if (custom !== undefined) return modalities === undefined ? [custom] : [];
  if (modalities !== undefined) return [...new Set(modalities)];
  const held: ReadonlySet<Modality> = new Set(await store.modalities({ signal }));
  const searched = (['image', 'video', 'text', 'audio'] as const).filter((each) => held.has(each));
  // A query is read even if there is nothing to find: it may name an item that is not there.
  return searched.length === 0 ? ['image'] : searched;
}
