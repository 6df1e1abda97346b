import type { AbortOptions } from '../../core/async/abort.ts';
import { checkObject } from '../../core/check.ts';
import type { AddOptions, AddTextsOptions } from '../../library/ingest/ingest.ts';
import type { ReindexOptions } from '../../library/reindex/reindex.ts';
import type { SearchOptions } from '../../library/search/query.ts';
import type { Filter } from '../../store/contract/filter.ts';
import type { OnsightOptions } from '../create-onsight.ts';
import type { CostOptions, ImportOptions } from '../models.ts';
import type {
  AskOptions,
  CaptionCallOptions,
  CaptionStreamOptions,
  ClassifyOptions,
  LoadOptions,
  MatchOptions,
  ModelCallOptions,
  OpenLibraryOptions,
} from './call-options.ts';
import type { DuplicatesOptions, ListOptions } from './library-options.ts';

/** The options of each public call. */
interface OptionsOf {
  readonly createOnsight: OnsightOptions;
  readonly ask: AskOptions;
  readonly caption: CaptionCallOptions;
  readonly captionStream: CaptionStreamOptions;
  readonly classify: ClassifyOptions;
  readonly deleteLibrary: AbortOptions;
  readonly device: AbortOptions;
  readonly displayImage: AbortOptions;
  readonly embedImage: ModelCallOptions;
  readonly embedText: ModelCallOptions;
  readonly imageInfo: AbortOptions;
  readonly libraries: AbortOptions;
  readonly load: LoadOptions;
  readonly match: MatchOptions;
  readonly modelFor: AbortOptions;
  readonly openLibrary: OpenLibraryOptions;
  readonly readable: ModelCallOptions;
  readonly 'library.add': AddOptions;
  readonly 'library.addTexts': AddTextsOptions;
  readonly 'library.clear': AbortOptions;
  readonly 'library.count': AbortOptions & { readonly filter?: Filter };
  readonly 'library.delete': AbortOptions & { readonly restorable?: boolean };
  readonly 'library.duplicates': DuplicatesOptions;
  readonly 'library.explain': AbortOptions;
  readonly 'library.get': AbortOptions;
  readonly 'library.list': ListOptions;
  readonly 'library.reindex': ReindexOptions;
  readonly 'library.restore': AbortOptions;
  readonly 'library.search': SearchOptions;
  readonly 'library.status': AbortOptions;
  readonly 'library.thumbnail': AbortOptions;
  readonly 'library.update': AbortOptions;
  readonly 'models.cost': CostOptions;
  readonly 'models.delete': AbortOptions;
  readonly 'models.import': ImportOptions;
  readonly 'models.info': AbortOptions;
  readonly 'models.presets': AbortOptions;
  readonly 'models.stored': AbortOptions;
}

/** Every name of an options type, none more: adding an option without its name here does not compile. */
type Names<Options> = { readonly [Name in keyof Options]-?: true };

const abort = { signal: true } as const;
const loading = { ...abort, onProgress: true } as const;
const generate = {
  ...loading,
  lengthPenalty: true,
  maxNewTokens: true,
  minNewTokens: true,
  noRepeatNgramSize: true,
  repetitionPenalty: true,
  seed: true,
  temperature: true,
  topP: true,
} as const;
const search = { beams: true, n: true, priority: true } as const;

const names: { readonly [Call in keyof OptionsOf]: Names<OptionsOf[Call]> } = {
  createOnsight: {
    ...loading,
    assetsUrl: true,
    device: true,
    hubUrl: true,
    memoryBudgetMb: true,
    model: true,
    modelsUrl: true,
    workerUrl: true,
  },
  ask: { ...generate, ...search, answers: true, explain: true },
  caption: { ...generate, ...search, prompt: true },
  captionStream: { ...generate, prompt: true },
  classify: { ...loading, templates: true },
  deleteLibrary: abort,
  device: abort,
  displayImage: abort,
  embedImage: loading,
  embedText: loading,
  imageInfo: abort,
  libraries: abort,
  load: { ...loading, tasks: true },
  match: { ...loading, by: true, priority: true },
  modelFor: abort,
  openLibrary: { ...abort, model: true },
  readable: loading,
  'library.add': { ...loading, thumbnail: true },
  'library.addTexts': loading,
  'library.clear': abort,
  'library.count': { ...abort, filter: true },
  'library.delete': { ...abort, restorable: true },
  'library.duplicates': { ...loading, filter: true, level: true, modality: true, threshold: true },
  'library.explain': abort,
  'library.get': abort,
  'library.list': { ...abort, after: true, filter: true, limit: true, thumbnails: true },
  'library.reindex': { ...loading, originals: true },
  'library.restore': abort,
  'library.search': {
    ...abort,
    after: true,
    diversity: true,
    filter: true,
    groupBy: true,
    limit: true,
    minRelevance: true,
    modality: true,
    rerank: true,
    thumbnails: true,
    words: true,
  },
  'library.status': abort,
  'library.thumbnail': abort,
  'library.update': abort,
  'models.cost': { ...abort, model: true, tasks: true },
  'models.delete': abort,
  'models.import': { ...loading, dtype: true, name: true },
  'models.info': abort,
  'models.presets': abort,
  'models.stored': abort,
};

/**
 * The options of a public call, unchanged.
 *
 * @throws TypeError if they are not an object, or if one of them has an unknown name
 */
export function checkOptions<Call extends keyof OptionsOf>(call: Call, options: OptionsOf[Call]): OptionsOf[Call] {
  checkObject('options', options);
  const accepted = Object.keys(names[call]).sort();
  const unknown = Object.keys(options).find((name) => !accepted.includes(name));
  if (unknown === undefined) return options;
  const list = accepted.map((name) => `\`${name}\``).join(', ');
  throw new TypeError(`Unknown option \`${unknown}\` of \`${call}\`. Its options are ${list}.`);
}
