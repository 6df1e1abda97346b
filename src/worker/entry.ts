import { expose } from 'comlink';
import { createService } from './service.ts';

// The only side effect of the worker room.
expose(createService());
