import type { AbortOptions } from '../../core/async/abort.ts';
import type { MethodCheck } from '../../core/bind-methods.ts';
import { checkFunction, checkIterable, checkObject, checkText, typeName } from '../../core/check.ts';
import { abortNames, createOptionCheck, loadingNames } from '../../core/option-check.ts';
import type {
  OpenStoreOptions,
  StoreAddManyOptions,
  StoreAddOptions,
  StoreDuplicatesOptions,
  StoreExportOptions,
  StoreGetOptions,
  StoreImportOptions,
  StoreListOptions,
  StoreScanOptions,
  StoreSearchOptions,
  StoreUpdateOptions,
  StoreVerifyOptions,
} from './store.ts';

/** The options of each call of a store. */
interface StoreOptionsOf {
  readonly add: StoreAddOptions;
  readonly addMany: StoreAddManyOptions;
  readonly clear: AbortOptions;
  readonly compact: AbortOptions;
  readonly count: AbortOptions;
  readonly delete: AbortOptions;
  readonly duplicates: StoreDuplicatesOptions;
  readonly export: StoreExportOptions;
  readonly exportNpy: Omit<StoreExportOptions, 'format'>;
  readonly get: StoreGetOptions;
  readonly has: AbortOptions;
  readonly import: StoreImportOptions;
  readonly list: StoreListOptions;
  readonly openStore: OpenStoreOptions;
  readonly sample: AbortOptions;
  readonly scan: StoreScanOptions;
  readonly search: StoreSearchOptions;
  readonly searchMany: StoreSearchOptions;
  readonly stats: AbortOptions;
  readonly thumbnails: AbortOptions;
  readonly update: StoreUpdateOptions;
  readonly verify: StoreVerifyOptions;
}

const selectionNames = { ...abortNames, filter: true, modality: true } as const;
const searchNames = { ...selectionNames, include: true, limit: true, minScore: true } as const;

const checkOptions = createOptionCheck<StoreOptionsOf>({
  add: { ...abortNames, replace: true },
  addMany: { ...loadingNames, replace: true },
  clear: abortNames,
  compact: abortNames,
  count: abortNames,
  delete: abortNames,
  duplicates: { ...selectionNames, onProgress: true, threshold: true },
  export: { ...loadingNames, format: true },
  exportNpy: loadingNames,
  get: { ...abortNames, include: true },
  has: abortNames,
  import: { ...loadingNames, replace: true },
  openStore: {
    ...abortNames,
    dims: true,
    durability: true,
    keepFloat32: true,
    metadata: true,
    metric: true,
    model: true,
    workerUrl: true,
  },
  list: { ...selectionNames, after: true, include: true, limit: true },
  sample: abortNames,
  scan: { ...selectionNames, include: true },
  search: searchNames,
  searchMany: searchNames,
  stats: abortNames,
  thumbnails: abortNames,
  update: { ...abortNames, replace: true },
  verify: { ...abortNames, repair: true },
});

/** Place of the options among the arguments of a call. */
const places: Readonly<Record<keyof StoreOptionsOf, number>> = {
  add: 1,
  addMany: 1,
  clear: 0,
  compact: 0,
  count: 1,
  delete: 1,
  duplicates: 0,
  export: 0,
  exportNpy: 0,
  get: 1,
  has: 1,
  import: 1,
  list: 0,
  openStore: 1,
  sample: 2,
  scan: 0,
  search: 1,
  searchMany: 1,
  stats: 0,
  thumbnails: 1,
  update: 2,
  verify: 0,
};

/**
 * Checks the arguments of a call, or of `openStore`.
 *
 * @throws TypeError if they hold options that are not those of the call
 */
export function checkStoreCall(call: string, args: readonly unknown[]): void {
  const [first] = args;
  if (call === 'onChange') checkFunction('listener', first);
  if (call === 'openStore') checkText('name', first);
  if (call === 'searchMany') checkIterable('vectors', first);
  if (call === 'addMany' && !isAsyncIterable(first)) checkIterable('rows', first);
  if (!isCall(call)) return;
  const options = args[places[call]];
  if (options === undefined) return;
  checkObject('options', options);
  checkOptions(call, options);
  if (call === 'export') checkFormat(options);
  for (const flag of ['replace', 'repair'] as const) {
    const value: unknown = Reflect.get(options, flag);
    if (value !== undefined && typeof value !== 'boolean')
      throw new TypeError(`Expected \`${flag}\` to be true or false, got ${typeName(value)}.`);
  }
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function isCall(call: string): call is keyof StoreOptionsOf {
  return Object.hasOwn(places, call);
}

function checkFormat({ format = 'onsight' }: { readonly format?: unknown }): void {
  if (format === 'onsight' || format === 'jsonl') return;
  const got = typeof format === 'string' ? format : typeName(format);
  throw new TypeError(`Expected \`format\` to be 'onsight' or 'jsonl', got \`${got}\`.`);
}

/** The check of the calls of any store, here, in a worker or on a server. */
export const storeCalls: MethodCheck = { check: checkStoreCall, throwing: new Set(['scan', 'onChange']) };
