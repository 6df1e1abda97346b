import { observable, type WritableObservable } from 'onsight/state';
import { offlineState } from './offline-state.ts';

/** Requests to the network since all of the model was on this device; undefined before, and where nothing counts. */
export interface RequestCount {
  readonly count: number;
  /** The addresses that were asked for last, the latest first. */
  readonly last: readonly string[];
}

/** Addresses that are kept. */
const mostKept = 5;

/** The count of page, workers and service worker, which does the counting: service-worker/count-requests.ts. */
export const requests: WritableObservable<RequestCount | undefined> = observable<RequestCount | undefined>(undefined);

/** Keeps {@link requests} as they are made. */
export function followRequests(): void {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    const { type, url } = (data ?? {}) as { readonly type?: unknown; readonly url?: unknown };
    const { value } = requests;
    if (type !== 'request' || typeof url !== 'string' || value === undefined) return;
    requests.set({ count: value.count + 1, last: [url, ...value.last].slice(0, mostKept) });
  });
  navigator.serviceWorker.startMessages();
  offlineState.subscribe((state) => {
    const begins = state === 'ready' || state === 'offline';
    if (begins && navigator.serviceWorker.controller !== null) requests.set(requests.value ?? { count: 0, last: [] });
  });
}
