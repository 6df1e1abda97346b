import { OnsightError } from '../core/errors.ts';
import { createService, type Service } from '../rpc/service.ts';
import type { EngineConfig, EngineContract } from './contract.ts';
import { Engine } from './engine.ts';
import { createMethods } from './methods.ts';

/** The worker's end of the engine's contract. */
export function createEngineService(): Service {
  return createService<EngineContract>((config) => {
    // Page and worker are of one build, or the page refuses this worker.
    const engine = new Engine(config as EngineConfig);
    return {
      methods: createMethods(engine),
      transfer: { embedText: bufferOf, embedImage: bufferOf },
      lost: engine.lost,
      isFatal: (error) => OnsightError.is(error, 'device-lost') || engine.poisoned,
    };
  });
}

/** The buffer of an embedding that has one of its own. */
function bufferOf({ buffer, byteLength }: Float32Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
