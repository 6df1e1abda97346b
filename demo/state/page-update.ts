import { observable, type WritableObservable } from 'onsight/state';

/** A new version of the page that waits, or undefined. */
export const pageUpdate: WritableObservable<ServiceWorker | undefined> = observable<ServiceWorker | undefined>(
  undefined,
);

/** How often a page that stays open looks for a new version. */
const checkMs = 3_600_000;

/** Registers the service worker, and keeps {@link pageUpdate} as it is. */
export async function followUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const registration = await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
  const look = (): void => {
    // The first version takes over by itself.
    if (registration.waiting !== null && navigator.serviceWorker.controller !== null)
      pageUpdate.set(registration.waiting);
  };
  const follow = (): void => {
    registration.installing?.addEventListener('statechange', look);
  };
  registration.addEventListener('updatefound', follow);
  follow();
  look();
  setInterval(() => {
    // Without a network there is none.
    registration.update().catch(() => undefined);
  }, checkMs);
}

/** Lets the new version take over, and loads the page again once it has. */
export function takeUpdate(next: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    location.reload();
  });
  next.postMessage({ type: 'SKIP_WAITING' });
}
