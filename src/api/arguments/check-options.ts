import type { AbortOptions } from '../../core/async/abort.ts';
import { abortNames, createOptionCheck, loadingNames } from '../../core/option-check.ts';
import type { AddOptions, AddTextsOptions } from '../../library/ingest/ingest.ts';
import type { TranscribeItemsOptions } from '../../library/reading/transcribe-items.ts';
import type { ReadTextOptions } from '../../library/reading/read-text.ts';
import type { ReindexOptions } from '../../library/reindex/reindex.ts';
import type { SearchOptions } from '../../library/search/query.ts';
import type { Filter } from '../../store/contract/filter.ts';
import type { OnsightOptions } from '../create-onsight.ts';
import type { CostOptions, ImportOptions } from '../models.ts';
import type { LoadOptions, OpenLibraryOptions } from './load-options.ts';
import type { DuplicatesOptions, ListOptions } from './library-options.ts';

/** The options of each public call that is not a task. */
interface OptionsOf {
  readonly createOnsight: OnsightOptions;
  readonly deleteLibrary: AbortOptions;
  readonly device: AbortOptions;
  readonly displayImage: AbortOptions;
  readonly imageInfo: AbortOptions;
  readonly libraries: AbortOptions;
  readonly load: LoadOptions;
  readonly modelFor: AbortOptions;
  readonly openLibrary: OpenLibraryOptions;
  readonly 'library.add': AddOptions;
  readonly 'library.addTexts': AddTextsOptions;
  readonly 'library.clear': AbortOptions;
  readonly 'library.count': AbortOptions & { readonly filter?: Filter };
  readonly 'library.delete': AbortOptions & { readonly restorable?: boolean };
  readonly 'library.duplicates': DuplicatesOptions;
  readonly 'library.explain': AbortOptions;
  readonly 'library.moments': AbortOptions;
  readonly 'library.get': AbortOptions;
  readonly 'library.list': ListOptions;
  readonly 'library.readText': ReadTextOptions;
  readonly 'library.transcribe': TranscribeItemsOptions;
  readonly 'library.reindex': ReindexOptions;
  readonly 'library.restore': AbortOptions;
  readonly 'library.search': SearchOptions;
  readonly 'library.status': AbortOptions;
  readonly 'library.thumbnail': AbortOptions;
  readonly 'library.update': AbortOptions & { readonly merge?: boolean };
  readonly 'models.cost': CostOptions;
  readonly 'models.delete': AbortOptions;
  readonly 'models.import': ImportOptions;
  readonly 'models.info': AbortOptions;
  readonly 'models.presets': AbortOptions;
  readonly 'models.stored': AbortOptions;
}

/** The options of a public call, unchanged. @throws TypeError if one of them has an unknown name */
export const checkOptions = createOptionCheck<OptionsOf>({
  createOnsight: {
    ...loadingNames,
    assetsUrl: true,
    device: true,
    hubUrl: true,
    memoryBudgetMb: true,
    modalities: true,
    model: true,
    modelsUrl: true,
    workerUrl: true,
  },
  deleteLibrary: abortNames,
  device: abortNames,
  displayImage: abortNames,
  imageInfo: abortNames,
  libraries: abortNames,
  load: { ...loadingNames, tasks: true },
  modelFor: abortNames,
  openLibrary: { ...abortNames, model: true },
  'library.add': { ...loadingNames, thumbnail: true },
  'library.addTexts': loadingNames,
  'library.clear': abortNames,
  'library.count': { ...abortNames, filter: true },
  'library.delete': { ...abortNames, restorable: true },
  'library.duplicates': { ...loadingNames, filter: true, level: true, modality: true, threshold: true },
  'library.explain': abortNames,
  'library.moments': abortNames,
  'library.get': abortNames,
  'library.list': { ...abortNames, after: true, filter: true, limit: true, thumbnails: true },
  'library.transcribe': { ...loadingNames, again: true, ids: true, language: true, originals: true },
  'library.readText': { ...loadingNames, again: true, ids: true, originals: true },
  'library.reindex': { ...loadingNames, originals: true },
  'library.restore': abortNames,
  'library.search': {
    ...abortNames,
    after: true,
    diversity: true,
    filter: true,
    groupBy: true,
    limit: true,
    minRelevance: true,
    modalities: true,
    modality: true,
    rerank: true,
    thumbnails: true,
    keywords: true,
    words: true,
  },
  'library.status': abortNames,
  'library.thumbnail': abortNames,
  'library.update': { ...abortNames, merge: true },
  'models.cost': { ...abortNames, model: true, tasks: true },
  'models.delete': abortNames,
  'models.import': { ...loadingNames, dtype: true, name: true },
  'models.info': abortNames,
  'models.presets': abortNames,
  'models.stored': abortNames,
});
