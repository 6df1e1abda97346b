import 'onsight/store-worker.js';
import { workerName } from './worker-name.ts';

// The store's own worker with a switch: a page can end it at any moment. The lock tells that it is really gone.
new BroadcastChannel(workerName).onmessage = (): void => {
  close();
};
void navigator.locks.request(workerName, { mode: 'shared' }, () => new Promise(() => undefined));
