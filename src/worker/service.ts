import { OnsightError } from '../core/errors.ts';
import { createService, type Service, type Methods } from '../rpc/service.ts';
import type {
  EngineConfig,
  EngineContract,
  ImageMethods,
  ModelMethods,
  LibraryMethods,
  ResultMethods,
} from './contract.ts';
import { KnownResults } from '../tasks/known-results.ts';
import type { WorkerEngine } from './worker-engine.ts';
import { taskTransfers, taskMethods } from '../tasks/worker.ts';
import { Libraries } from './libraries.ts';
import { readImageInfos } from '../media/image/image-info.ts';
import { assetUrls } from '../sources/asset-urls.ts';
import { modelPresets } from '../families/hub/hub-presets.ts';
import { toMatcher } from '../tasks/match/worker.ts';

/** The worker's end of the engine's contract. `open` makes its engine once the page has sent its configuration. */
export function createEngineService(open: (config: EngineConfig) => WorkerEngine): Service {
  return createService<EngineContract>((config) => {
    // The page rejects a worker of another build.
    const engine = open(config as EngineConfig);
    return {
      methods: createMethods(engine),
      transfer: taskTransfers,
      lost: engine.lost,
      isFatal: (error) => OnsightError.is(error, 'device-lost') || engine.poisoned,
    };
  });
}

/** The methods over one engine. */
function createMethods(engine: WorkerEngine): Methods<EngineContract> {
  const libraries = new Libraries(engine);
  const results = new KnownResults();
  return {
    ...modelMethods(engine),
    ...imageMethods(engine),
    ...taskMethods({ engine, libraries, results }),
    ...resultMethods(results),
    ...libraryMethods(engine, libraries),
  };
}

function resultMethods(results: KnownResults): Methods<ResultMethods> {
  return {
    knownResult: ({ key }) => results.read(key),
    keepResult: async ({ key, result }) => {
      await results.keep(key, result);
      return undefined;
    },
  };
}

function imageMethods(engine: WorkerEngine): Methods<ImageMethods> {
  return {
    displayImage: ({ image }, { signal }) => engine.images.display(image, { signal }),
    imageInfo: ({ files }, { signal }) => readImageInfos(files, assetUrls(engine.config).imageMetadata, signal),
  };
}

function modelMethods(engine: WorkerEngine): Methods<ModelMethods> {
  return {
    modelInfo: async ({ model }, context) => (await engine.handle(model, context)).info,
    load: async ({ model, tasks }, context) => {
      await engine.load(model, tasks, context);
      return undefined;
    },
    importModel: ({ model, files }, context) =>
      engine.importModel(model, new Map(files.map(({ path, file }) => [path, file])), context),
    device: () => engine.device(),
    presets: () => Promise.resolve(modelPresets()),
    modelCost: ({ model, tasks }, context) => engine.cost(model, tasks, context),
    storedModels: async () => (await engine.cache.get()).list(),
    deleteModel: async ({ group }) => (await engine.cache.get()).delete(group),
  };
}

function libraryMethods(engine: WorkerEngine, libraries: Libraries): Methods<LibraryMethods> {
  const nothing = async (work: Promise<unknown>): Promise<undefined> => {
    await work;
    return undefined;
  };
  return {
    openLibrary: ({ library }, context) => nothing(libraries.get(library, context)),
    libraries: () => libraries.names(),
    deleteLibrary: ({ name }) => nothing(libraries.destroy(name)),
    addItems: async ({ library, items, thumbnail }, context) =>
      (await libraries.get(library, context)).add(items, {
        ...context,
        ...(thumbnail === undefined ? {} : { thumbnail }),
      }),
    addTexts: async ({ library, texts }, context) => (await libraries.get(library, context)).addTexts(texts, context),
    reindexLibrary: ({ library, originals }, context) => libraries.reindex(library, { originals, ...context }),
    readLibraryText: ({ library, model, ...options }, context) =>
      libraries.readText(library, model, { ...options, ...context }),
    transcribeLibrary: ({ library, model, ...options }, context) =>
      libraries.transcribe(library, model, { ...options, ...context }),
    libraryStatus: async ({ library }, context) => (await libraries.get(library, context)).status(context),
    search: async ({ library, query, options, model }, context) => {
      const { signal } = context;
      const judged = options.rerank !== undefined && model !== undefined;
      const matcher = judged ? await toMatcher(engine, model, context) : undefined;
      return (await libraries.get(library, { signal })).search(query, { ...options, matcher, signal });
    },
    duplicateItems: async ({ library, ...options }, context) =>
      (await libraries.get(library, context)).duplicates({ ...options, ...context }),
    explainHit: async ({ library, id, query }, context) => {
      return (await libraries.get(library, context)).explain(id, query, context);
    },
    findMoments: async ({ library, id, query }, context) =>
      (await libraries.get(library, context)).moments(id, query, context),
    getItem: async ({ library, id }, context) => (await libraries.get(library, context)).get(id),
    listItems: async ({ library, ...options }, { signal }) =>
      (await libraries.get(library, { signal })).list({ ...options, signal }),
    thumbnail: async ({ library, id }, context) => (await libraries.get(library, context)).thumbnail(id),
    countItems: async ({ library, filter }, context) => (await libraries.get(library, context)).count(filter),
    updateItem: async ({ library, id, metadata, merge }, context) =>
      nothing((await libraries.get(library, context)).update(id, metadata, { merge })),
    deleteItems: async ({ library, ids }, context) => (await libraries.get(library, context)).delete(ids),
    removeItems: async ({ library, ids }, context) => (await libraries.get(library, context)).deleteRestorably(ids),
    restoreItems: async ({ library, deleted }, context) => (await libraries.get(library, context)).restore(deleted),
    clearLibrary: async ({ library }, context) => nothing((await libraries.get(library, context)).clear()),
  };
}
