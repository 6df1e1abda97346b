import { createService } from '../rpc/service.ts';
import type { StoreContract } from './store-contract.ts';
import { storeMethods } from './store-methods.ts';

// The side effect of the small worker that holds stores alone: no model, no runtime.
createService<StoreContract>(() => ({ methods: storeMethods() })).serve(self);
