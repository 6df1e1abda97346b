import type { AbortOptions } from '../../core/async/abort.ts';
import type { IndexedStore } from '../../store/indexed-store.ts';
import type { SpaceCoverage } from '../../store/segments/space-coverage.ts';
import type { SearchedRows } from '../../store/space-index.ts';
import type { Embedder, ImageReader } from '../embedder.ts';
import type { Query } from '../search/query.ts';

/** A model that a library was made with. */
interface FormerModel {
  readonly embedder: Embedder;
  /** Reads images for it; undefined if its image encoder is no longer on this device. */
  readonly images: ImageReader | undefined;
}

/** Returns a model by its embedding space; undefined if its text encoder is no longer on this device. */
export type FindFormerModel = (space: string, options: AbortOptions) => Promise<FormerModel | undefined>;

/** The index that answers a search, with the model that made it. */
interface ChosenIndex {
  readonly store: SearchedRows;
  readonly embedder: Embedder;
  readonly images: ImageReader;
  /** Embedding space. */
  readonly model: string;
  /** Number of items it covers. */
  readonly items: number;
}

/** Dependencies of {@link chooseIndex}. */
export interface IndexDeps {
  readonly store: IndexedStore;
  readonly embedder: Embedder;
  readonly images: ImageReader;
  readonly formerModel: FindFormerModel;
}

/**
 * Chooses the index that covers most of a library and can answer the query: mostly the former model's until
 * re-embedding is complete. A text needs that model's text encoder, an image its image encoder, and a query by stored
 * items an index that has all of them.
 */
export async function chooseIndex(
  { store, embedder, images, formerModel }: IndexDeps,
  query: Query,
  { signal }: AbortOptions = {},
): Promise<ChosenIndex> {
  const { own, ownSpace, isComplete, spaces } = await store.spaces({ signal });
  const current = { store, embedder, images, model: embedder.info.space, items: own };
  if (isComplete) return current;
  const toIndex = async ({ space, model, rows }: SpaceCoverage): Promise<ChosenIndex | undefined> => {
    if (space === ownSpace && rows === own) return current;
    const index = { store: store.inSpace(space), model, items: rows };
    if (space === ownSpace) return { ...index, embedder, images };
    const former = await formerModel(model, { signal });
    if (query.image !== undefined && former?.images === undefined) return undefined;
    // Stored items need no encoder.
    if (former === undefined) return needsText(query) ? undefined : { ...index, embedder, images };
    return { ...index, embedder: former.embedder, images: former.images ?? images };
  };
  const byRows = [...spaces].sort(
    (a, b) => b.rows - a.rows || Number(b.space === ownSpace) - Number(a.space === ownSpace),
  );
  let fallback: ChosenIndex = current;
  for (const space of byRows) {
    const index = await toIndex(space);
    if (index === undefined) continue;
    if (await hasExamples(index.store, query, { signal })) return index;
    if (fallback === current) fallback = index;
  }
  return fallback;
}

function needsText({ text, unlike = [] }: Query): boolean {
  return text !== undefined || unlike.some((example: unknown) => typeof example !== 'string');
}

/** Whether all items that a query names have a vector. */
async function hasExamples(
  store: SearchedRows,
  { item, like = [], unlike = [] }: Query,
  { signal }: AbortOptions,
): Promise<boolean> {
  const named = [item, ...like, ...unlike].filter((id: unknown) => typeof id === 'string');
  for (const id of named) {
    const row = await store.get(id, { include: ['vector'], signal });
    if (row?.vector.every((value) => value === 0) === true) return false;
  }
  return true;
}
