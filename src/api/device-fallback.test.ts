import { expect, test } from 'vitest';
import { OnsightError } from '../core/errors.ts';
import { inProcess } from '../rpc/in-process.ts';
import { createService } from '../rpc/service.ts';
import { Session } from '../rpc/session.ts';
import type { EngineConfig } from '../worker/contract.ts';
import { fallBackToWasm } from './device-fallback.ts';

interface GpuContract {
  embed: { params: Readonly<Record<string, never>>; result: number };
}

/** A session whose GPU is lost in every call except on WASM; this machine has no GPU to lose. */
function losing(device: EngineConfig['device'], devices: string[]): Session<GpuContract, EngineConfig> {
  const service = createService<GpuContract>((given) => {
    const config = given as EngineConfig; // of the session below
    devices.push(config.device);
    return {
      isFatal: () => true,
      methods: {
        embed: () =>
          config.device === 'wasm'
            ? Promise.resolve(7)
            : Promise.reject(new OnsightError('device-lost', { reason: 'the driver was reset' })),
      },
    };
  });
  return new Session({
    what: 'This Onsight',
    config: { device, embed: { id: 'starter' }, baseUrl: '/', modelsUrl: '/', assetsUrl: undefined, hubUrl: '/' },
    retryPolicy: fallBackToWasm,
    spawn: () => inProcess(service),
  });
}

test('repeats a call that lost the GPU on a new worker, then on WASM', async () => {
  const devices: string[] = [];
  await using session = losing('auto', devices);
  expect(await session.call('embed', {})).toBe(7);
  expect(devices).toEqual(['auto', 'auto', 'wasm']);
});

test('rejects if WebGPU was asked for by name and is lost twice', async () => {
  const devices: string[] = [];
  await using session = losing('webgpu', devices);
  await expect(session.call('embed', {})).rejects.toMatchObject({ code: 'device-lost' });
  expect(devices).toEqual(['webgpu', 'webgpu']);
});

test('completes two concurrent calls that lose the GPU on WASM', async () => {
  const devices: string[] = [];
  await using session = losing('auto', devices);
  expect(await Promise.all([session.call('embed', {}), session.call('embed', {})])).toEqual([7, 7]);
  expect(devices.at(-1)).toBe('wasm');
});
