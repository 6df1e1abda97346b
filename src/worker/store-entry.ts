import { expose } from 'comlink';
import { CallService } from './call-service.ts';
import { storeMethods } from './store-methods.ts';

// The side effect of the small worker that holds stores alone: no model, no runtime.
expose(new CallService(() => ({ methods: storeMethods() })));
