import { yieldTask } from '../../core/async/yield-task.ts';
import { compareLooks, type ImageRelation } from '../../math/same-image/compare-looks.ts';
import { DisjointSets } from '../../store/duplicates/disjoint-sets.ts';
import type { NearPair } from '../../store/duplicates/find-near-pairs.ts';
import type { IndexedStore } from '../../store/indexed-store.ts';
import type { DuplicateGroup, RowStore } from '../../store/contract/store.ts';
import type { ImageReader } from '../embedder.ts';
import type { DuplicateLevel, DuplicateItemsOptions } from '../library-service.ts';
import { sketchLength, turnFreeSketch, productOf } from '../../math/same-image/turn-free-sketch.ts';
import { NearestPartners } from '../../store/duplicates/nearest-partners.ts';
import { type ImageLook, toLook, lookSide } from '../../math/same-image/image-look.ts';
import { OnsightError } from '../../core/errors.ts';

/**
 * Lowest product of sketches at which a pair is proposed; turned copies have 0.99 (docs/search.md, "Near-duplicates").
 */
const likeEnough = 0.8;

const proposedPerImage = 4;

/** Number of thumbnails read at a time. */
const readAtOnce = 16;

/** Number of products between checks for an abort. */
const productsAtOnce = 200_000;

/** Options of {@link findTurnedPairs}. */
interface TurnedPairsOptions {
  readonly signal: AbortSignal | undefined;
  readonly onRead: (images: number) => void;
}

/** Number of cached looks, 9 kB each. */
const keptLooks = 4_096;

/** Looks of stored thumbnails, computed on demand, in a least-recently-used cache. */
class StoredLooks {
  readonly #store: Pick<RowStore, 'thumbnails'>;
  readonly #images: Pick<ImageReader, 'decode'>;
  /** Least recently used first. Undefined for items that have no readable thumbnail. */
  readonly #looks = new Map<string, ImageLook | undefined>();

  constructor(store: Pick<RowStore, 'thumbnails'>, images: Pick<ImageReader, 'decode'>) {
    this.#store = store;
    this.#images = images;
  }

  /** The look of an item, or undefined if it has no thumbnail that can be read. */
  async get(id: string, signal: AbortSignal | undefined): Promise<ImageLook | undefined> {
    const look = this.#looks.has(id) ? this.#looks.get(id) : await this.#read(id, signal);
    this.#looks.delete(id);
    this.#looks.set(id, look);
    for (const oldest of this.#looks.keys()) {
      if (this.#looks.size <= keptLooks) break;
      this.#looks.delete(oldest);
    }
    return look;
  }

  async #read(id: string, signal: AbortSignal | undefined): Promise<ImageLook | undefined> {
    const stored = (await this.#store.thumbnails([id], { signal })).get(id);
    if (stored === undefined) return undefined;
    try {
      return toLook(await this.#images.decode(new Blob([stored.bytes], { type: stored.type }), lookSide, { signal }));
    } catch (error) {
      // An unreadable thumbnail counts as missing.
      if (OnsightError.is(error, 'image-unreadable') || OnsightError.is(error, 'unsupported-media')) return undefined;
      throw error;
    }
  }
}

/** Lowest cosine at which two images are proposed: unrotated copies are that near (docs/search.md). */
const proposedAt = 0.7;
/** Number of nearest items each image is compared with: enough to connect groups, with bounded work. */
const comparedPerImage = 12;

/**
 * Groups of items that are the same, largest first. For images, embeddings and rotation-invariant sketches propose
 * pairs; the stored thumbnails decide. An image without a thumbnail is in no group. Texts have no pixels: their
 * embeddings decide.
 */
export async function findDuplicateItems(
  store: IndexedStore,
  images: Pick<ImageReader, 'decode'>,
  { level = 'same', ...options }: DuplicateItemsOptions,
): Promise<readonly DuplicateGroup[]> {
  const { modality = 'image', threshold = proposedAt, filter, signal, onProgress } = options;
  if (modality !== 'image') return store.duplicates({ ...options, modality });
  const near = await store.nearPairs({ modality, threshold, filter, signal, perRow: comparedPerImage });
  const looks = new StoredLooks(store, images);
  const ids: string[] = [];
  for await (const { id } of store.scan({ modality, filter, signal, include: [] })) ids.push(id);
  // Reading and comparing are about half of the work each.
  const reportShare = (share: number): void => {
    onProgress?.({ phase: 'rows', doneRows: Math.floor(share * ids.length), totalRows: ids.length });
  };
  const turned = await findTurnedPairs(ids, looks, {
    signal,
    onRead: (read) => {
      reportShare(read / ids.length / 2);
    },
  });
  const pairs = eachOnce(near, turned);
  const onCompared = (compared: number): void => {
    reportShare(0.5 + compared / pairs.length / 2);
  };
  const found = await linkSame({ store, looks, pairs, level }, { signal, onCompared });
  onProgress?.({ phase: 'done', doneRows: ids.length, totalRows: ids.length });
  return found;
}

/** Dependencies of {@link linkSame}. */
interface Proposals {
  readonly store: IndexedStore;
  readonly looks: StoredLooks;
  readonly pairs: readonly NearPair[];
  readonly level: DuplicateLevel;
}

async function linkSame(
  { store, looks, pairs, level }: Proposals,
  { signal, onCompared }: { readonly signal: AbortSignal | undefined; readonly onCompared: (pairs: number) => void },
): Promise<readonly DuplicateGroup[]> {
  const numbers = numberAll(pairs);
  const groups = new DisjointSets(numbers.size);
  for (const [compared, { a, b }] of pairs.entries()) {
    onCompared(compared);
    const [first = 0, second = 0] = [numbers.get(a), numbers.get(b)];
    // Already connected: another comparison would change nothing.
    if (groups.areLinked(first, second)) continue;
    const [lookA, lookB] = [await looks.get(a, signal), await looks.get(b, signal)];
    if (lookA === undefined || lookB === undefined) continue;
    if (counts(compareLooks(lookA, lookB), level)) groups.link(first, second, await cosine(store, [a, b], signal));
    await yieldTask(); // for a cancel to be heard
    signal?.throwIfAborted();
  }
  const ids = [...numbers.keys()];
  return groups
    .sets()
    .map(({ members, lowest }) => ({ ids: members.map((member) => ids[member] ?? ''), score: lowest }));
}

/** Union of both lists of pairs, most similar first. */
function eachOnce(near: readonly NearPair[], turned: readonly NearPair[]): readonly NearPair[] {
  const pairs = new Map<string, NearPair>();
  for (const pair of [...near, ...turned]) {
    const key = JSON.stringify([pair.a, pair.b].sort());
    if ((pairs.get(key)?.score ?? -Infinity) < pair.score) pairs.set(key, pair);
  }
  return [...pairs.values()].sort((p, q) => q.score - p.score);
}

/** Cosine of two items' embeddings; 0 if one was deleted meanwhile. */
async function cosine(
  store: IndexedStore,
  ids: readonly [string, string],
  signal: AbortSignal | undefined,
): Promise<number> {
  const [a, b] = await Promise.all(ids.map((id) => store.get(id, { include: ['vector'], signal })));
  const other = b?.vector ?? [];
  return (a?.vector ?? new Float32Array()).reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
}

function numberAll(pairs: readonly NearPair[]): ReadonlyMap<string, number> {
  const ids = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].sort();
  return new Map(ids.map((id, number) => [id, number]));
}

function counts(relation: ImageRelation, level: 'same' | 'similar'): boolean {
  return relation === 'same' || (level === 'similar' && relation === 'similar');
}

/**
 * Pairs that may be rotated or mirrored copies, whose embeddings are far apart. Compares the amplitudes of low
 * frequencies for all pairs: 48 numbers each.
 */
async function findTurnedPairs(
  ids: readonly string[],
  looks: StoredLooks,
  { signal, onRead }: TurnedPairsOptions,
): Promise<readonly NearPair[]> {
  const sketches: Float32Array[] = [];
  for (let from = 0; from < ids.length; from += readAtOnce) {
    const read = await Promise.all(ids.slice(from, from + readAtOnce).map((id) => looks.get(id, signal)));
    sketches.push(...read.map((look) => (look === undefined ? new Float32Array(sketchLength) : turnFreeSketch(look))));
    onRead(sketches.length);
    await yieldTask();
    signal?.throwIfAborted();
  }
  const partners = new NearestPartners(ids.length, proposedPerImage);
  let products = 0;
  for (const [row, sketch] of sketches.entries()) {
    for (const [other, earlier] of sketches.slice(0, row).entries()) {
      const likeness = productOf(sketch, earlier);
      if (likeness >= likeEnough) partners.add(other, row, likeness);
    }
    if ((products += row) < productsAtOnce) continue;
    products = 0;
    await yieldTask();
    signal?.throwIfAborted();
  }
  return partners.pairs().map(({ a, b, score }) => ({ a: ids[a] ?? '', b: ids[b] ?? '', score }));
}
