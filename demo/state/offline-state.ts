import { costOfAll } from './model-needs.ts';
import { observable, type WritableObservable } from 'onsight/state';
import { session } from './session.ts';

/** Whether the page would work, or is working, without a network. */
export type OfflineState =
  /** Something is missing yet: the page's own files in their cache, or a part of the model. */
  | 'not-ready'
  | 'ready'
  /** There is no network now, and all is here. */
  | 'offline'
  /** There is no network now, and something is missing. */
  | 'stuck';

/** The state of {@link checkOffline}. */
export const offlineState: WritableObservable<OfflineState> = observable('not-ready');

/** Looks again whether everything is on this device. */
export async function checkOffline(): Promise<void> {
  const hasAll = await isAllHere().catch(() => false);
  if (navigator.onLine) offlineState.set(hasAll ? 'ready' : 'not-ready');
  else offlineState.set(hasAll ? 'offline' : 'stuck');
}

/** Keeps {@link offlineState} as it is, with every change of the network and of the model. */
export function followOffline(): void {
  const check = (): void => void checkOffline();
  addEventListener('online', check);
  addEventListener('offline', check);
  session.subscribe(check);
  if ('serviceWorker' in navigator) void navigator.serviceWorker.ready.then(check);
}

async function isAllHere(): Promise<boolean> {
  if (session.value.status !== 'ready' || !('serviceWorker' in navigator)) return false;
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration?.active) return false;
  const { totalBytes, storedBytes } = await costOfAll(session.value.onsight);
  return storedBytes >= totalBytes;
}
