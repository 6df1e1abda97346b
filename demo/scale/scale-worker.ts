import 'onsight/store-worker.js';

// The store's own worker with a switch: the page names it in the hash, and can end the worker at any moment. The lock
// tells the page that it is really gone.
const name = location.hash.slice(1);
void navigator.locks.request(name, () => new Promise(() => undefined));
new BroadcastChannel(name).onmessage = (): void => {
  close();
};
