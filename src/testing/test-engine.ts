import { OnsightError } from '../core/errors.ts';
import type { ImageSource } from '../media/image/pixels.ts';
import { ModelHandle } from '../open-models/model-handle.ts';
import { OpenModels } from '../open-models/open-models.ts';
import type { ModelSource } from '../sources/model-source.ts';
import type { EngineConfig } from '../worker/contract.ts';
import { toEmbedder } from '../worker/library-embedder.ts';
import type { WorkerEngine } from '../worker/worker-engine.ts';
import { wordsInImage } from './test-image.ts';
import { createTestModel, testModelInfo, toTestPixels } from './test-model.ts';

/** An engine without runtime, network and decoders: every model is the test model. */
export function createTestEngine(config: EngineConfig): WorkerEngine {
  const models = new OpenModels(Infinity);
  const handle: WorkerEngine['handle'] = ({ id }) => Promise.resolve(new ModelHandle(id, toSource(id), models));
  return {
    config,
    handle,
    lost: new Promise<never>(() => undefined),
    poisoned: false,
    cache: { get: () => Promise.resolve({ list: () => Promise.resolve([]), delete: () => Promise.resolve(false) }) },
    images: testImages,
    capability: async (ref, name, { task, signal }, work) => (await handle(ref, { signal })).use(name, work, { task }),
    embedder: async (ref, options) => toEmbedder(await handle(ref, options)),
    hear: () => {
      throw noDecoder('sound');
    },
    watch: () => Promise.reject(noDecoder('video')),
    listen: () => {
      throw noDecoder('sound');
    },
    importModel: (ref) => Promise.resolve(testModelInfo(ref.id)),
    former: () => Promise.resolve(undefined),
    forgetFormer: () => Promise.resolve(),
    device: () =>
      Promise.resolve({ backend: 'wasm', threads: 1, reason: 'onsight/testing', crossOriginIsolated: false }),
    cost: () => Promise.resolve({ totalBytes: 0, storedBytes: 0 }),
    load: async (ref, tasks, options) => {
      const found = await handle(ref, options);
      await found.load(tasks ?? found.info.tasks, options);
    },
  };
}

function toSource(id: string): ModelSource {
  return {
    info: testModelInfo(id),
    cost: () => Promise.resolve({ totalBytes: 0, storedBytes: 0 }),
    fetch: () => Promise.resolve(),
    create: () => createTestModel(id),
  };
}

/** Reads words where the real one decodes pixels. */
const testImages: WorkerEngine['images'] = {
  read: async (source, _spec, { name = '', signal, thumbnail }) => {
    signal?.throwIfAborted();
    const words = await readWords(source, name);
    // The file is its own preview, and stays readable that way.
    const preview = thumbnail !== false && source instanceof Blob;
    return {
      pixels: toTestPixels(words),
      width: 1,
      height: 1,
      thumbnail: preview ? { type: source.type, bytes: await source.arrayBuffer() } : undefined,
      content: 'scene',
      metadata: undefined,
    };
  },
  decode: async (source) => toTestPixels(await readWords(source, '')),
  display: (file) => Promise.resolve(file),
  hear: () => {
    throw noDecoder('sound');
  },
  listen: () => {
    throw noDecoder('sound');
  },
  watch: () => Promise.reject(noDecoder('video')),
};

async function readWords(source: ImageSource, name: string): Promise<string> {
  if (source instanceof Blob) {
    const named = name !== '' ? name : 'name' in source ? String(source.name) : '';
    return wordsInImage(new Uint8Array(await source.arrayBuffer()), named);
  }
  return `${String(source.width)} by ${String(source.height)}`;
}

function noDecoder(what: string): OnsightError<'unsupported-media'> {
  return new OnsightError('unsupported-media', { name: `a ${what}`, type: what });
}
