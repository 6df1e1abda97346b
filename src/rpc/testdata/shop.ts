import { OnsightError } from '../../core/errors.ts';
import type { Service } from '../service.ts';
import { createService } from '../service.ts';

/** A contract with one method for each thing a transport must do. */
export interface ShopContract {
  echo: { params: { readonly value: unknown }; result: unknown };
  /** Fails as its parameters say. */
  fail: { params: { readonly how: 'code' | 'range' | 'type' | 'plain' | 'fatal' }; result: undefined };
  /** Reports `loadedBytes` from 0 to `total`. */
  download: {
    params: { readonly total: number; readonly stepMs: number };
    result: number;
    progress: { readonly phase: string; readonly loadedBytes: number; readonly totalBytes: number };
  };
  /** Settles once it is cancelled, if `obeys`; never otherwise. */
  wait: { params: { readonly obeys: boolean }; result: undefined };
  /** How many calls of `wait` have seen their abort. */
  aborted: { params: Readonly<Record<string, never>>; result: number };
  /** Streams 0 … `count` - 1 and results in their sum; `waits` for room. */
  count: { params: { readonly count: number; readonly waits: boolean }; result: number; event: number };
  /** How many events of `count` were emitted so far, over all calls. */
  emitted: { params: Readonly<Record<string, never>>; result: number };
  /** A buffer of `size` bytes. */
  buffer: { params: { readonly size: number }; result: ArrayBuffer };
  /** Byte length of the last buffer, as its owner sees it: 0 once it was transferred. */
  kept: { params: Readonly<Record<string, never>>; result: number };
  /** The configuration it was set up with. */
  config: { params: Readonly<Record<string, never>>; result: string };
  /** Ends the worker from inside, before it replies. */
  die: { params: Readonly<Record<string, never>>; result: undefined };
}

/** Configuration of the shop. */
export interface ShopConfig {
  readonly name: string;
}

/** The worker's end of {@link ShopContract}. `end` ends the worker, as a crash would. */
export function createShop(end: () => void): Service {
  return createService<ShopContract>((config) => {
    const { name } = config as ShopConfig; // the suite's sessions have it
    let aborted = 0;
    let emitted = 0;
    let buffer = new ArrayBuffer(0);
    return {
      isFatal: (error) => OnsightError.is(error, 'device-lost'),
      transfer: { buffer: (result) => [result] },
      methods: {
        echo: ({ value }) => Promise.resolve(value),
        fail: ({ how }) => Promise.reject(failure(how)),
        download: async ({ total, stepMs }, { onProgress }) => {
          const startMs = performance.now();
          for (let loadedBytes = 0; loadedBytes <= total; loadedBytes += 1) {
            onProgress({ phase: 'download', loadedBytes, totalBytes: total });
            if (stepMs > 0) await pause(stepMs);
          }
          return performance.now() - startMs;
        },
        wait: ({ obeys }, { signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              aborted += 1;
              if (obeys) reject(signal.reason);
            });
          }),
        aborted: () => Promise.resolve(aborted),
        count: async ({ count, waits }, { emit, signal }) => {
          for (let event = 0; event < count; event += 1) {
            signal.throwIfAborted();
            const sent = emit?.(event);
            emitted += 1;
            if (waits) await sent;
          }
          return (count * (count - 1)) / 2;
        },
        emitted: () => Promise.resolve(emitted),
        buffer: ({ size }) => {
          buffer = new ArrayBuffer(size);
          return Promise.resolve(buffer);
        },
        kept: () => Promise.resolve(buffer.byteLength),
        config: () => Promise.resolve(name),
        die: () => {
          end();
          return new Promise(() => undefined);
        },
      },
    };
  });
}

function failure(how: ShopContract['fail']['params']['how']): Error {
  switch (how) {
    case 'code':
      return new OnsightError(
        'download-failed',
        { url: 'a', reason: 'b', status: 404 },
        { cause: new Error('no route') },
      );
    case 'range':
      return new RangeError('Expected `limit` to be 1.');
    case 'type':
      return new TypeError('Expected `text` to be a string.');
    case 'plain':
      return new Error('unforeseen');
    case 'fatal':
      return new OnsightError('device-lost', { reason: 'the driver was reset' });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
