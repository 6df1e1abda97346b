import { expect, test } from 'vitest';
import { LiveWorker } from '../rpc/live-worker.ts';
import { Session } from '../rpc/session.ts';
import type { EngineConfig, EngineContract } from '../worker/contract.ts';
import { fallBackToWasm } from './device-fallback.ts';
import type { EngineSession } from './session-state.ts';

const config = {
  device: 'wasm',
  embed: { id: 'starter' },
  modelsUrl: new URL('/models/', location.href).href,
  assetsUrl: new URL('/dist/assets/', location.href).href,
  baseUrl: location.href,
  hubUrl: 'https://huggingface.co/',
} as const;

const open = (options: { readonly spawn: (retry: number) => Worker; readonly graceMs?: number }): EngineSession =>
  new Session<EngineContract, EngineConfig>({ what: 'This Onsight', config, retryPolicy: fallBackToWasm, ...options });

const start = (): Worker => new Worker('/fixtures/vitest-worker/worker.ts', { type: 'module' });

async function samples(): Promise<File[]> {
  const names = ['red-crab-on-sand.jpg', 'white-duck-standing.jpg'];
  return Promise.all(names.map(async (name) => new File([await (await fetch(`/samples/${name}`)).blob()], name)));
}

/** Ends the first worker after `count` messages; later workers live. */
function endingAfter(count: number): { readonly spawn: () => Worker; readonly ended: () => boolean } {
  let seen = 0;
  let ended = false;
  const spawn = (): Worker => {
    const worker = start();
    if (!ended)
      worker.addEventListener('message', () => {
        seen += 1;
        if (seen !== count) return;
        ended = true;
        // From outside, like the browser's task manager: nobody is notified.
        worker.terminate();
      });
    return worker;
  };
  return { spawn, ended: () => ended };
}

test('loses and repeats nothing if the worker ends after any message of an add', async () => {
  const files = await samples();
  let rounds = 0;
  for (let count = 1; ; count += 1) {
    const { spawn, ended } = endingAfter(count);
    const session = open({ spawn });
    const library = { name: `ended-${String(count)}`, model: config.embed };
    const first = await session.call('addItems', { library, items: files }, { onProgress: () => undefined });
    expect(first.added.length + first.skipped.length).toBe(2);
    const listed = await session.call('listItems', { library });
    expect(listed.length).toBe(2);
    const hits = await session.call('search', { library, query: { text: 'a crab' }, options: { limit: 5 } });
    expect(hits.map(({ metadata }) => metadata['name'])).toEqual(['red-crab-on-sand.jpg', 'white-duck-standing.jpg']);
    expect(hits.every(({ thumbnail }) => thumbnail !== undefined)).toBe(true);
    await session.call('deleteLibrary', { name: library.name });
    const wasEnded = ended();
    await session.dispose();
    rounds += 1;
    // The worker sent fewer messages than that, so every message was tried.
    if (!wasEnded) break;
    expect(rounds).toBeLessThan(200);
  }
  console.log(`ended after each of ${String(rounds - 1)} messages`);
  expect(rounds).toBeGreaterThan(3);
}, 300_000);

test('rejects if every worker dies', async () => {
  const session = open({
    spawn: () => {
      const worker = start();
      worker.addEventListener('message', () => {
        setTimeout(() => {
          worker.terminate();
        }, 0);
      });
      return worker;
    },
  });
  await expect(session.call('load', { model: config.embed, tasks: ['embed-image'] })).rejects.toMatchObject({
    code: 'worker-crashed',
  });
  await session.dispose();
});

test('replaces a worker whose call does not abort in time', async () => {
  let started = 0;
  const session = open({
    graceMs: 0,
    spawn: () => {
      started += 1;
      return start();
    },
  });
  await session.call('load', { model: config.embed, tasks: ['embed-text'] });
  const controller = new AbortController();
  const files = await samples();
  const library = { name: 'grace', model: config.embed };
  const adding = session.call('addItems', { library, items: files }, { signal: controller.signal });
  controller.abort(new Error('stop'));
  await expect(adding).rejects.toThrow('stop');
  expect((await session.call('embedText', { text: 'a duck' })).length).toBeGreaterThan(0);
  await session.call('deleteLibrary', { name: 'grace' });
  expect(started).toBeGreaterThanOrEqual(1);
  await session.dispose();
});

test('rejects a worker of another build after one retry past the cache', async () => {
  const tries: number[] = [];
  const session = open({
    spawn: (retry) => {
      tries.push(retry);
      return start();
    },
  });
  await expect(LiveWorker.start(start, { config, build: 'another' })).rejects.toMatchObject({
    code: 'protocol-mismatch',
  });
  await session.start();
  expect(tries).toEqual([0]);
  await session.dispose();
  await expect(session.call('device', {})).rejects.toMatchObject({ code: 'disposed' });
});
