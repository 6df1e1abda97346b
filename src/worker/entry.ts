import { mediaWorkerName } from '../media-worker/contract.ts';
import { createMediaService } from '../media-worker/service.ts';
import { checkWasm } from './check-wasm.ts';
import { Engine } from './engine.ts';
import { createEngineService } from './service.ts';

// The only side effect of this room. One script serves both workers, so a page deploys one file.
const service =
  self.name === mediaWorkerName
    ? createMediaService()
    : createEngineService((config) => {
        checkWasm(config.baseUrl);
        return new Engine(config);
      });
service.serve(self);
