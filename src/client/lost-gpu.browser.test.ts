import { expose } from 'comlink';
import { expect, test } from 'vitest';
import { OnsightError } from '../core/errors.ts';
import { build } from '../protocol/build.ts';
import { encodeError } from '../protocol/wire-error.ts';
import type { WorkerApi } from '../protocol/worker-api.ts';
import { WorkerSession } from './worker-session.ts';

const config = { embed: { id: 'starter' }, modelsUrl: '/', assetsUrl: undefined, hubUrl: '/' } as const;
const lost = encodeError(new OnsightError('device-lost', { reason: 'the driver was reset' }));

/** A far end whose GPU is lost in every call but on WASM; there is no GPU here that could be lost. */
function losing(devices: string[]): Worker {
  const { port1, port2 } = new MessageChannel();
  let device = '';
  let release: () => void = () => undefined;
  const api: Pick<WorkerApi, 'handshake' | 'call' | 'cancel'> = {
    handshake: async (session) => {
      device = session.device;
      devices.push(device);
      await new Promise<void>((held) => {
        void navigator.locks.request(session.lifeLock, () => {
          held();
          return new Promise<void>((ended) => (release = ended));
        });
      });
      return { build };
    },
    call: () =>
      Promise.resolve(device === 'wasm' ? { ok: true, value: 7 as never } : { ok: false, error: lost, recycle: true }),
    cancel: () => undefined,
  };
  expose(api, port1);
  port2.start();
  // What a session asks of a worker: a message port that can be ended.
  return Object.assign(port2, {
    terminate: () => {
      release();
      port2.close();
    },
  }) as unknown as Worker;
}

test('a call that lost the GPU is made again on a new worker, then on WASM', async () => {
  const devices: string[] = [];
  const session = new WorkerSession({ config: { ...config, device: 'auto' }, spawn: () => losing(devices) });
  expect(await session.call('countItems', { library: 'photos' })).toBe(7);
  expect(devices).toEqual(['auto', 'auto', 'wasm']);
  await session.dispose();
});

test('where WebGPU was asked for by name, a GPU that is lost twice is an error', async () => {
  const devices: string[] = [];
  const session = new WorkerSession({ config: { ...config, device: 'webgpu' }, spawn: () => losing(devices) });
  await expect(session.call('countItems', { library: 'photos' })).rejects.toMatchObject({ code: 'device-lost' });
  expect(devices).toEqual(['webgpu', 'webgpu']);
  await session.dispose();
});
