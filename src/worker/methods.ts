import { modelPresets } from '../families/hub/hub-presets.ts';
import { classifyEmbedding } from '../families/zero-shot.ts';
import { readQuery } from '../library/open-library.ts';
import { readImageInfos } from '../media/image/image-info.ts';
import type { ImageSource } from '../media/image/pixels.ts';
import type { CallContext, Methods } from '../rpc/service.ts';
import type { LoadProgress } from '../core/progress.ts';
import type { EngineContract, LibraryMethods, ModelMethods, TaskMethods } from './contract.ts';
import { assetUrls } from '../sources/asset-urls.ts';
import type { Engine } from './engine.ts';
import { languageMethods, toMatcher, type LanguageMethod } from './language-methods.ts';
import { Libraries } from './libraries.ts';
import { toEmbedder } from './library-embedder.ts';

/** The methods over one engine. */
export function createMethods(engine: Engine): Methods<EngineContract> {
  const libraries = new Libraries(engine);
  return {
    ...modelMethods(engine),
    ...languageMethods(engine, libraries),
    ...libraryMethods(engine, libraries),
  };
}

function modelMethods(engine: Engine): Methods<Omit<ModelMethods & TaskMethods, LanguageMethod>> {
  const embedImage = async (image: ImageSource, context: CallContext<LoadProgress>): Promise<Float32Array> =>
    engine.capability(engine.config.embed, 'encode:image', context, async (model) => {
      const { pixels } = await engine.pictures.read(image, model.image, { thumbnail: false, signal: context.signal });
      const [embedding] = await model.embedImages([pixels], context);
      return embedding ?? new Float32Array();
    });
  return {
    modelInfo: async ({ model }, context) => (await engine.handle(model, context)).info,
    load: async ({ model, tasks }, context) => {
      await engine.load(model, tasks, context);
      return undefined;
    },
    importModel: ({ model, files }, context) =>
      engine.importModel(model, new Map(files.map(({ path, file }) => [path, file])), context),
    device: () => engine.device(),
    embedText: async ({ text }, context) => {
      const embed = engine.config.embed;
      const [embedding] = await engine.capability(embed, 'encode:text', context, (m) => m.embedTexts([text], context));
      return embedding ?? new Float32Array();
    },
    readText: async ({ text }, context) => {
      const embedder = toEmbedder(await engine.handle(engine.config.embed, context));
      const { known, unknown } = await readQuery(text, embedder, context);
      return { known, unknown };
    },
    embedImage: ({ image }, context) => embedImage(image, context),
    displayImage: ({ image }, { signal }) => engine.pictures.display(image, { signal }),
    imageInfo: ({ files }, { signal }) =>
      readImageInfos(files, assetUrls(engine.config.assetsUrl).imageMetadata, signal),
    classify: async ({ image, labels, templates }, context) => {
      const embedding = await embedImage(image, context);
      return engine.capability(engine.config.embed, 'encode:text', context, (model) =>
        classifyEmbedding(embedding, labels, model.info, (texts) => model.embedTexts(texts, context), { templates }),
      );
    },
    presets: () => Promise.resolve(modelPresets()),
    modelCost: ({ model, tasks }, context) => engine.cost(model, tasks, context),
    storedModels: async () => (await engine.cache.get()).list(),
    deleteModel: async ({ group }) => (await engine.cache.get()).delete(group),
  };
}

function libraryMethods(engine: Engine, libraries: Libraries): Methods<LibraryMethods> {
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
    getItem: async ({ library, id }, context) => (await libraries.get(library, context)).get(id),
    listItems: async ({ library, ...options }, { signal }) =>
      (await libraries.get(library, { signal })).list({ ...options, signal }),
    thumbnail: async ({ library, id }, context) => (await libraries.get(library, context)).thumbnail(id),
    countItems: async ({ library, filter }, context) => (await libraries.get(library, context)).count(filter),
    updateItem: async ({ library, id, metadata }, context) =>
      nothing((await libraries.get(library, context)).update(id, metadata)),
    deleteItems: async ({ library, ids }, context) => (await libraries.get(library, context)).delete(ids),
    removeItems: async ({ library, ids }, context) => (await libraries.get(library, context)).deleteRestorably(ids),
    restoreItems: async ({ library, deleted }, context) => (await libraries.get(library, context)).restore(deleted),
    clearLibrary: async ({ library }, context) => nothing((await libraries.get(library, context)).clear()),
  };
}
