import type { Reply } from './reply.ts';
import type { WireError } from './wire-error.ts';

/** First message to a worker. */
export interface Handshake {
  readonly kind: 'handshake';
  /** Build of the page's half. A worker of another build answers with its own and is replaced. */
  readonly build: string;
  /** Name of a Web Lock that the worker holds while it lives; the page sees the worker's end by acquiring it. */
  readonly lifeLock: string;
  readonly config: unknown;
}

/** Message to a worker. */
export type ToWorker =
  | Handshake
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly method: string;
      readonly params: unknown;
      /** True if the caller listens to progress. */
      readonly progress: boolean;
      /** Number of stream events the caller has room for; undefined if it does not stream. */
      readonly credit: number | undefined;
    }
  /** The caller has room for `credit` more events. */
  | { readonly kind: 'credit'; readonly id: number; readonly credit: number }
  | { readonly kind: 'cancel'; readonly id: number };

/** Message from a worker. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly build: string }
  | { readonly kind: 'refused'; readonly error: WireError }
  | { readonly kind: 'progress' | 'event'; readonly id: number; readonly event: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply };

/** Stream events that may be on their way before the consumer takes one. */
export const streamWindow = 16;

/** One side of a channel: a Worker, a worker's global scope, or a started MessagePort. */
export interface Endpoint {
  postMessage(message: unknown, options: { readonly transfer: Transferable[] }): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
}

/** A worker as the page holds it. */
export interface WorkerLike extends Endpoint {
  terminate(): void;
}

/** Calls `handle` with each message of the protocol; others, such as those of a dev server, are ignored. */
export function onMessage(endpoint: Endpoint, handle: (message: ToWorker | FromWorker) => void): () => void {
  const listener = (event: Event): void => {
    const { data } = event as MessageEvent<unknown>;
    // Both ends are of one build, which the handshake makes sure of.
    if (typeof data === 'object' && data !== null && 'kind' in data) handle(data as ToWorker | FromWorker);
  };
  endpoint.addEventListener('message', listener);
  return () => {
    endpoint.removeEventListener('message', listener);
  };
}
