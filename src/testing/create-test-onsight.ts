import { Onsight } from '../api/onsight.ts';
import { SessionState, type EngineSession } from '../api/session-state.ts';
import { toSessionModels } from '../api/arguments/model-choice.ts';
import type { OnsightOptions } from '../api/create-onsight.ts';
import { OnsightError } from '../core/errors.ts';
import { inProcess } from '../rpc/in-process.ts';
import { Session } from '../rpc/session.ts';
import type { EngineConfig, EngineContract } from '../worker/contract.ts';
import { createEngineService } from '../worker/service.ts';
import { createTestEngine } from './test-engine.ts';
import { completeBlobs } from './test-image.ts';

/**
 * An {@link Onsight} for tests in Node, jsdom or a browser: the same calls, libraries and stores, over a model without
 * weights. Nothing is downloaded and no worker is started; results are the same at every run. Images show the words of
 * {@link createTestImage}, or of their file names, and searches, captions and answers follow from those words. Sound and
 * video reject with `unsupported-model` or `unsupported-media`.
 *
 * Libraries need `indexedDB`: in Node and jsdom `import 'fake-indexeddb/auto'` first.
 *
 * @throws TypeError if an option is invalid; OnsightError `setup-blocked`, reason `missing-api`, without `indexedDB`
 *
 * @example
 * ```ts
 * import 'fake-indexeddb/auto';
 * import { createTestImage, createTestOnsight } from 'onsight/testing';
 *
 * await using onsight = await createTestOnsight();
 * const library = await onsight.openLibrary('photos');
 * await library.add([createTestImage('a dog on the beach'), createTestImage('a red car')]);
 * const [best] = await library.search({ text: 'dog' });
 * ```
 */
export async function createTestOnsight({
  model,
  onProgress,
  signal,
}: Pick<OnsightOptions, 'model' | 'onProgress' | 'signal'> = {}): Promise<Onsight> {
  const models = toSessionModels(model);
  completeBlobs();
  if (typeof indexedDB === 'undefined') {
    const fix = "In Node and jsdom, `import 'fake-indexeddb/auto'` first.";
    throw new OnsightError('setup-blocked', { reason: 'missing-api', url: 'indexedDB', fix });
  }
  const url = 'http://localhost/';
  const session: EngineSession = new Session<EngineContract, EngineConfig>({
    what: 'This Onsight',
    config: {
      device: 'wasm',
      embed: models.embed,
      baseUrl: url,
      modelsUrl: url,
      assetsUrl: undefined,
      hubUrl: url,
      memoryBudgetMb: undefined,
    },
    spawn: () => inProcess(createEngineService(createTestEngine)),
  });
  const info = await session.call('modelInfo', { model: models.embed }, { signal });
  return new Onsight(new SessionState(session, { info, models, onProgress, modalities: [] }));
}
