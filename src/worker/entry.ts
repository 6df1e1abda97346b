import { mediaWorkerName } from '../media-worker/contract.ts';
import { createMediaService } from '../media-worker/service.ts';
import { createEngineService } from './service.ts';

// The only side effect of this room. One script serves both workers: a page has one file to carry along.
const service = self.name === mediaWorkerName ? createMediaService() : createEngineService();
service.serve(self);
