import { expose } from 'comlink';
import { pictureWorkerName } from '../media-worker/picture-api.ts';
import { createPictureService } from '../media-worker/picture-service.ts';
import { createService } from './service.ts';

// The only side effect of the worker room. One script serves both workers: a page has one file to carry along.
expose(self.name === pictureWorkerName ? createPictureService() : createService());
