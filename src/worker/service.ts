import type { WorkerApi } from '../protocol/worker-api.ts';
import { CallService } from './call-service.ts';
import { Engine } from './engine.ts';
import { createMethods } from './methods.ts';

/** The worker's end of the contract. It needs no Worker: tests run it over a MessageChannel too. */
export function createService(): WorkerApi {
  return new CallService((config) => {
    const engine = new Engine(config);
    return { methods: createMethods(engine), lost: engine.lost, isPoisoned: () => engine.poisoned };
  });
}
