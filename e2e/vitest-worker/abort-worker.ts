// The worker from its sources, with a call that is aborted at one of its awaits: `?method=embedText&at=7` aborts the
// first call of `embedText` when it makes its seventh request to the browser. A page asks `steps` how far it came.
import './allow-dynamic-import.ts';
import { expose } from 'comlink';
import type { WorkerApi } from '../../src/protocol/worker-api.ts';
import { pictureWorkerName } from '../../src/worker/picture-api.ts';
import { createPictureService } from '../../src/worker/picture-service.ts';
import { createService } from '../../src/worker/service.ts';

const query = new URL(location.href).searchParams;
const at = Number(query.get('at'));
const service = createService();
let callId: number | undefined;
let steps = 0;
let done = false;

function step(): void {
  if (callId === undefined || done) return;
  steps += 1;
  if (steps !== at) return;
  done = true;
  service.cancel(callId);
}

/** Counts the calls of a method; each is something that our code then waits for. */
function count(owner: object, name: string): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return;
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    value: function (this: unknown, ...args: unknown[]): unknown {
      const result: unknown = Reflect.apply(original, this, args);
      step();
      return result;
    },
  });
}

for (const [owner, ...names] of [
  [globalThis, 'fetch'],
  [Response.prototype, 'blob', 'arrayBuffer', 'text', 'json'],
  [Blob.prototype, 'arrayBuffer', 'text'],
  [ReadableStreamDefaultReader.prototype, 'read'],
  [StorageManager.prototype, 'getDirectory', 'estimate'],
  [FileSystemDirectoryHandle.prototype, 'getFileHandle', 'getDirectoryHandle', 'removeEntry'],
  [FileSystemFileHandle.prototype, 'getFile', 'createSyncAccessHandle', 'createWritable'],
  [LockManager.prototype, 'request'],
  [IDBFactory.prototype, 'open'],
  [IDBDatabase.prototype, 'transaction'],
  [WebAssembly, 'instantiate', 'compile'],
  // Turns of the lane and pauses of long loops.
  [MessagePort.prototype, 'postMessage'],
] as const)
  for (const name of names) count(owner, name);

const api: WorkerApi = {
  handshake: (config) => service.handshake(config),
  cancel: (id) => {
    service.cancel(id);
  },
  call: async (id, method, params, onProgress) => {
    const isWatched = method === query.get('method') && steps === 0 && !done;
    if (isWatched) callId = id;
    try {
      return await service.call(id, method, params, onProgress);
    } finally {
      if (isWatched) {
        callId = undefined;
        const channel = new BroadcastChannel(query.get('channel') ?? '');
        channel.postMessage({ reached: done, steps });
        channel.close();
      }
    }
  },
};

expose(self.name === pictureWorkerName ? createPictureService() : api);
