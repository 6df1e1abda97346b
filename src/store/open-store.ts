import { checkInteger, checkObject, checkText } from '../core/check.ts';
import { copyData } from '../core/copy-data.ts';
import { Once } from '../core/async/once.ts';
import { createVectorKernels } from '../vectors/kernels/create-vector-kernels.ts';
import type { Metric } from '../vectors/codes/metric.ts';
import { ChangeSignal } from './database/change-signal.ts';
import { adoptState } from './database/collection-state.ts';
import { Collection } from './collection/collection.ts';
import { Connection } from './database/connection.ts';
import { IndexedStore } from './indexed-store.ts';
import { checkSchema, type MetadataOf, type MetadataSchema } from './contract/metadata-schema.ts';
import { checkStoreCall } from './contract/check-store-call.ts';
import type { Expected } from './format/schema.ts';
import type { OpenStoreOptions, Store } from './contract/store.ts';

/** Shared by all stores of a thread, because each instance has its own WASM memory. */
const sharedKernels = new Once(createVectorKernels);

const metrics: ReadonlySet<string> = new Set<Metric>(['cosine', 'dot', 'euclidean']);

/**
 * Opens the collection `name`, making it where there is none, in this very thread.
 *
 * @throws TypeError, RangeError for misuse; OnsightError `model-mismatch`, `dimension-mismatch` when it holds rows of
 * another model, `store-blocked`, `store-outdated`, `store-failed`
 * @example
 * ```ts
 * const store = await openStore('photos', { dims: 2, metadata: { year: 'number' } });
 * await store.add({ id: 'a', vector: [3, 4], metadata: { year: 2024 } });
 * await store.search([1, 0]); // [{ id: 'a', score: 0.6, metadata: { year: 2024 } }]
 * ```
 */
export function openLocalStore<const S extends MetadataSchema>(
  name: string,
  options: OpenStoreOptions<S> & { readonly metadata: S },
): Promise<Store<MetadataOf<S>>>;
export function openLocalStore(name: string, options: OpenStoreOptions): Promise<Store>;
export async function openLocalStore(name: string, options: OpenStoreOptions): Promise<Store> {
  checkObject('options', options);
  checkStoreCall('openStore', [name, options]);
  return openIndexedStore(name, options);
}

/**
 * {@link openLocalStore} without the types of a schema.
 *
 * With `keepsOthers`, rows of other models are kept next to those of `model`; otherwise such a store refuses to open.
 * They are listed, counted, updated and deleted as usual, but only rows of `model` are searched until the others are
 * moved.
 */
export async function openIndexedStore(
  name: string,
  options: OpenStoreOptions,
  { keepsOthers = false }: Pick<Expected, 'keepsOthers'> = {},
): Promise<IndexedStore> {
  const { expected: given, durability, options: resolved } = checkOpenOptions(name, options);
  const expected = { ...given, keepsOthers };
  const kernels = await sharedKernels.get();
  const changes = new ChangeSignal(name);
  const connection = new Connection({ expected, kernels, durability }, () => {
    changes.tell();
  });
  try {
    await connection.run('readwrite', (tx) => adoptState(tx, expected), { signal: options.signal });
  } catch (error) {
    changes.close();
    await connection.close();
    throw error;
  }
  return new IndexedStore(new Collection(expected, connection, changes, kernels), resolved);
}

/** @throws TypeError, RangeError if an option is invalid */
function checkOpenOptions(
  name: string,
  options: OpenStoreOptions,
): {
  readonly expected: Collection['expected'];
  readonly durability: 'strict' | 'relaxed';
  readonly options: ConstructorParameters<typeof IndexedStore>[1];
} {
  checkObject('options', options);
  const { dims, metric = 'cosine', model = '', durability = 'strict', keepFloat32 = false, metadata } = options;
  checkText('name', name);
  checkInteger('dims', dims, 2, 4_096);
  if (!metrics.has(metric))
    throw new TypeError(`Expected \`metric\` to be one of ${[...metrics].join(', ')}, got \`${metric}\`.`);
  if (typeof model !== 'string') throw new TypeError(`Expected \`model\` to be a string, got \`${typeof model}\`.`);
  // As a string, because plain JavaScript may pass what the type excludes.
  if (!['strict', 'relaxed'].includes(durability))
    throw new TypeError(`Expected \`durability\` to be 'strict' or 'relaxed', got \`${durability}\`.`);
  if (metadata !== undefined) checkSchema(metadata);
  return { expected: { name, model, dims, metric }, durability, options: { schema: copyData(metadata), keepFloat32 } };
}
