import { afterEach, expect } from 'vitest';
import { deleteStore } from '../database/open-database.ts';
import type { OpenStoreOptions, Store } from '../contract/store.ts';

/** Length of the vectors of {@link vectorOf}. */
export const dims = 8;

/** Options of the tests' stores. */
export const options = { dims, model: 'm1' };

/** Opens a store at one of the two ends, see `store-targets.ts`. */
type OpenIn = (name: string, given: OpenStoreOptions) => Promise<Store>;

/** Result of {@link useStores}. */
export interface UsedStores {
  /** A name of its own, for a store that is deleted after the running test. */
  readonly freshName: () => string;
  /** Opens a store that is closed after the running test. */
  readonly openWith: (openIn: OpenIn, name: string, given: OpenStoreOptions) => Promise<Store>;
}

/** Stores for the tests of a file; closed and deleted after each of them. */
export function useStores(): UsedStores {
  let opened: Store[] = [];
  let names: string[] = [];
  afterEach(async () => {
    await Promise.all(opened.map((store) => store.close()));
    await Promise.all(names.map((name) => deleteStore(name)));
    opened = [];
    names = [];
  });
  return {
    freshName: () => {
      const name = `test ${crypto.randomUUID()}`;
      names.push(name);
      return name;
    },
    openWith: async (openIn, name, given) => {
      const store = await openIn(name, given);
      opened.push(store);
      return store;
    },
  };
}

/** Vectors of few dimensions are kept to 2e-5 of their length, far from the mean too. */
export function expectNear(actual: Float32Array | undefined, expected: Float32Array): void {
  expect(actual).toHaveLength(expected.length);
  expect(Math.hypot(...expected.map((value, i) => value - (actual?.[i] ?? NaN)))).toBeLessThan(2e-5);
}

/** A vector that depends on the seed only. */
export function vectorOf(seed: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: dims }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 3 + 0.01);
}
