import { describe, expect, test } from 'vitest';
import { OnsightError } from '../../core/errors.ts';
import { inProcess } from '../in-process.ts';
import { LiveWorker } from '../live-worker.ts';
import type { WorkerLike } from '../messages.ts';
import { Session, type SessionOptions } from '../session.ts';
import { createShop, type ShopConfig, type ShopContract } from './shop.ts';

/** A page's end over a MessageChannel; `terminate` ends the other side as it ends a worker. */
export function overChannel(): WorkerLike {
  const { port1, port2 } = new MessageChannel();
  const end = (): void => {
    stop();
    port1.close();
  };
  const stop = createShop(end).serve(port1);
  port1.start();
  port2.start();
  return Object.assign(port2, { terminate: end });
}

/** A worker on the page's own thread. */
export function onThisThread(): WorkerLike {
  const worker = inProcess(
    createShop(() => {
      worker.terminate();
    }),
  );
  return worker;
}

const reason = new Error('enough');

/** One transport of the suite. `copies`: false if both ends share objects. */
export interface Transport {
  readonly name: string;
  readonly spawn: () => WorkerLike;
  readonly copies: boolean;
}

/** Contract of a transport between a session and a service. */
export function describeTransport({ name, spawn, copies }: Transport): void {
  describe(name, () => {
    const open = (options: Partial<SessionOptions<ShopConfig>> = {}): Session<ShopContract, ShopConfig> =>
      new Session({ what: 'The shop', config: { name: 'corner' }, spawn, ...options });

    test('hands over the configuration, parameters and results', async () => {
      const shop = open();
      expect(await shop.call('config', {})).toBe('corner');
      const value = { list: [1, 'two'], map: new Map([[1, new Uint8Array([2])]]), none: undefined };
      expect(await shop.call('echo', { value })).toEqual(value);
      await shop.dispose();
    });

    test('rejects with the code, details and cause of an error', async () => {
      const shop = open();
      const failed = shop.call('fail', { how: 'code' });
      await expect(failed).rejects.toSatisfy((error) => OnsightError.is(error, 'download-failed'));
      await expect(failed).rejects.toMatchObject({
        details: { url: 'a', reason: 'b', status: 404 },
        cause: 'no route',
      });
      await expect(shop.call('fail', { how: 'range' })).rejects.toThrow(new RangeError('Expected `limit` to be 1.'));
      await expect(shop.call('fail', { how: 'type' })).rejects.toThrow(TypeError);
      await expect(shop.call('fail', { how: 'plain' })).rejects.toMatchObject({ code: 'internal' });
      await shop.dispose();
    });

    test('replaces the worker after a fatal error', async () => {
      let started = 0;
      const shop = open({
        spawn: () => {
          started += 1;
          return spawn();
        },
      });
      await expect(shop.call('fail', { how: 'fatal' })).rejects.toMatchObject({ code: 'device-lost' });
      expect(await shop.call('echo', { value: 1 })).toBe(1);
      expect(started).toBe(2);
      await shop.dispose();
    });

    test('aborts a call before it is sent, and one that runs, with the reason of its signal', async () => {
      const shop = open();
      await expect(shop.call('wait', { obeys: true }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const stop = new AbortController();
      const [queued, other] = [shop.call('wait', { obeys: true }, { signal: stop.signal }), shop.call('config', {})];
      stop.abort(reason);
      await expect(queued).rejects.toBe(reason);
      expect(await other).toBe('corner');
      const later = new AbortController();
      const running = shop.call('wait', { obeys: true }, { signal: later.signal });
      await shop.call('config', {});
      later.abort(reason);
      await expect(running).rejects.toBe(reason);
      expect(await shop.call('aborted', {})).toBeGreaterThan(0);
      await shop.dispose();
    });

    test('ends a worker whose cancelled call does not give up', async () => {
      const shop = open({ graceMs: 0 });
      await shop.start();
      const stop = new AbortController();
      const stuck = shop.call('wait', { obeys: false }, { signal: stop.signal });
      await shop.call('config', {});
      stop.abort(reason);
      await expect(stuck).rejects.toBe(reason);
      // The first worker has seen an abort; its replacement has not.
      await expect.poll(() => shop.call('aborted', {})).toBe(0);
      await shop.dispose();
    });

    test('repeats a call whose worker died, and gives up after the second death', async () => {
      let started = 0;
      const shop = open({
        spawn: () => {
          started += 1;
          return spawn();
        },
      });
      const dying = shop.call('die', {});
      await expect(dying).rejects.toMatchObject({ code: 'worker-crashed' });
      expect(started).toBe(2);
      expect(await shop.call('config', {})).toBe('corner');
      await shop.dispose();
    });

    test('ends a worker that does not reply in time', async () => {
      const shop = open({ callTimeoutMs: 50 });
      await expect(shop.call('wait', { obeys: false })).rejects.toMatchObject({ code: 'deadline-exceeded' });
      await shop.dispose();
    });

    test('reports progress that never falls, ends complete and comes at most 20 times a second', async () => {
      const shop = open();
      const loaded: number[] = [];
      const total = 200;
      const tookMs = await shop.call(
        'download',
        { total, stepMs: 2 },
        { onProgress: ({ loadedBytes }) => loaded.push(loadedBytes) },
      );
      expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
      expect(loaded.at(-1)).toBe(total);
      expect(loaded.length).toBeLessThanOrEqual(tookMs / 50 + 2);
      expect(loaded.length).toBeGreaterThan(2);
      await shop.dispose();
    });

    test('reports nothing after an abort', async () => {
      const shop = open();
      const stop = new AbortController();
      let after = 0;
      const downloading = shop.call(
        'download',
        { total: 40, stepMs: 2 },
        {
          signal: stop.signal,
          onProgress: () => {
            if (stop.signal.aborted) after += 1;
            stop.abort(reason);
          },
        },
      );
      await expect(downloading).rejects.toBe(reason);
      await shop.call('download', { total: 40, stepMs: 2 });
      expect(after).toBe(0);
      await shop.dispose();
    });

    test('streams every event in order, then the result', async () => {
      const shop = open();
      const stream = shop.stream('count', () => Promise.resolve({ count: 100, waits: false }));
      const events: number[] = [];
      for await (const event of stream) events.push(event);
      expect(events).toEqual(Array.from({ length: 100 }, (_, i) => i));
      expect(await stream.result).toBe(4950);
      await shop.dispose();
    });

    test('results in the same value when only the result is read, or the call is not streamed', async () => {
      const shop = open();
      expect(await shop.stream('count', () => Promise.resolve({ count: 100, waits: true })).result).toBe(4950);
      expect(await shop.call('count', { count: 100, waits: true })).toBe(4950);
      await shop.dispose();
    });

    test('a producer waits while 16 events are unread', async () => {
      const shop = open();
      const events = shop.stream('count', () => Promise.resolve({ count: 100, waits: true }))[Symbol.asyncIterator]();
      expect(await events.next()).toEqual({ done: false, value: 0 });
      await shop.call('config', {});
      expect(await shop.call('emitted', {})).toBeLessThanOrEqual(17);
      const rest: number[] = [];
      for (let next = await events.next(); next.done !== true; next = await events.next()) rest.push(next.value);
      expect(rest).toEqual(Array.from({ length: 99 }, (_, i) => i + 1));
      await shop.dispose();
    });

    test('leaving the loop cancels the call', async () => {
      const shop = open();
      const stream = shop.stream('count', () => Promise.resolve({ count: 1000, waits: true }));
      for await (const event of stream) if (event === 3) break;
      await expect(stream.result).rejects.toMatchObject({ name: 'AbortError' });
      expect(await shop.call('emitted', {})).toBeLessThan(100);
      await shop.dispose();
    });

    test('an abort ends the loop and the result with its reason; no event comes after it', async () => {
      const shop = open();
      const stop = new AbortController();
      const stream = shop.stream('count', () => Promise.resolve({ count: 1000, waits: true }), { signal: stop.signal });
      const seen: number[] = [];
      const reading = (async () => {
        for await (const event of stream) {
          seen.push(event);
          if (event === 3) stop.abort(reason);
        }
      })();
      await expect(reading).rejects.toBe(reason);
      await expect(stream.result).rejects.toBe(reason);
      expect(seen).toEqual([0, 1, 2, 3]);
      await shop.dispose();
    });

    test('a stream whose worker died goes on where it was', async () => {
      const workers: WorkerLike[] = [];
      const shop = open({
        spawn: () => {
          const worker = spawn();
          workers.push(worker);
          return worker;
        },
      });
      const events: number[] = [];
      let killed = false;
      for await (const event of shop.stream('count', () => Promise.resolve({ count: 200, waits: true }))) {
        events.push(event);
        if (killed || event !== 20) continue;
        killed = true;
        workers[0]?.terminate();
      }
      expect(events).toEqual(Array.from({ length: 200 }, (_, i) => i));
      expect(workers.length).toBe(2);
      await shop.dispose();
    });

    if (copies)
      test('transfers what a result says, and refuses what cannot be cloned', async () => {
        const shop = open();
        expect((await shop.call('buffer', { size: 8 })).byteLength).toBe(8);
        expect(await shop.call('kept', {})).toBe(0);
        await expect(shop.call('echo', { value: () => undefined })).rejects.toThrow(
          new TypeError('Expected `value` to be data that can be copied to a worker, got a function.'),
        );
        await shop.dispose();
      });

    test('refuses a worker of another build', async () => {
      const start = LiveWorker.start(spawn, { config: { name: 'corner' }, build: 'another' });
      await expect(start).rejects.toMatchObject({ code: 'protocol-mismatch', details: { expected: 'another' } });
    });

    test('rejects with disposed afterwards', async () => {
      const shop = open();
      const waiting = shop.call('wait', { obeys: true });
      await shop.call('config', {});
      await shop.dispose();
      await expect(waiting).rejects.toMatchObject({ code: 'disposed' });
      await expect(shop.call('config', {})).rejects.toMatchObject({ code: 'disposed' });
    });
  });
}
