import { createOnsight } from '../api/create-onsight.ts';
import type { Onsight } from '../api/onsight.ts';

/** Addresses that elements take as attributes; undefined for the defaults of `createOnsight`. */
interface Addresses {
  readonly modelsUrl: string | undefined;
  readonly workerUrl: string | undefined;
  readonly assetsUrl: string | undefined;
}

interface Shared {
  readonly onsight: Promise<Onsight>;
  users: number;
}

const instances = new Map<string, Shared>();

/**
 * Borrows the instance of a page's elements that have the same addresses; the first borrower creates it. It is disposed
 * once the last one released it. `release` is idempotent.
 */
export function borrowOnsight(addresses: Addresses): { readonly onsight: Promise<Onsight>; release(): void } {
  const { modelsUrl, workerUrl, assetsUrl } = addresses;
  const key = JSON.stringify([modelsUrl, workerUrl, assetsUrl]);
  const shared = instances.get(key) ?? create(key, addresses);
  shared.users += 1;
  let isReleased = false;
  return {
    onsight: shared.onsight,
    release: () => {
      if (isReleased) return;
      isReleased = true;
      shared.users -= 1;
      if (shared.users > 0) return;
      forget(key, shared);
      shared.onsight.then(
        (onsight) => onsight.dispose(),
        () => undefined,
      );
    },
  };
}

function create(key: string, { modelsUrl, workerUrl, assetsUrl }: Addresses): Shared {
  const options = {
    ...(modelsUrl === undefined ? {} : { modelsUrl }),
    ...(workerUrl === undefined ? {} : { workerUrl }),
    ...(assetsUrl === undefined ? {} : { assetsUrl }),
  };
  const shared: Shared = { onsight: createOnsight(options), users: 0 };
  instances.set(key, shared);
  // The next borrower tries again.
  shared.onsight.catch(() => {
    forget(key, shared);
  });
  return shared;
}

function forget(key: string, shared: Shared): void {
  if (instances.get(key) === shared) instances.delete(key);
}
