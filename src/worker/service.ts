import { OnsightError } from '../core/errors.ts';
import { createService, type Service } from '../rpc/service.ts';
import type { EngineConfig, EngineContract } from './contract.ts';
import { Engine } from './engine.ts';
import { createMethods } from './methods.ts';
import { taskTransfers } from '../tasks/worker.ts';

/** The worker's end of the engine's contract. */
export function createEngineService(): Service {
  return createService<EngineContract>((config) => {
    // Page and worker are of one build, or the page refuses this worker.
    const engine = new Engine(config as EngineConfig);
    return {
      methods: createMethods(engine),
      transfer: taskTransfers,
      lost: engine.lost,
      isFatal: (error) => OnsightError.is(error, 'device-lost') || engine.poisoned,
    };
  });
}
