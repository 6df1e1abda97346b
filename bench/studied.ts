import type { Measured } from './measure-contender.ts';

const value = <T>(of: T): { readonly kind: 'value'; readonly value: T } => ({ kind: 'value', value: of });
const same = (
  ms: number,
): { readonly kind: 'value'; readonly value: { readonly median: number; readonly p95: number } } =>
  value({ median: ms, p95: ms });
const exact = { image: 1, text: 1 };

/**
 * browservec 1.0.0, the fastest exact peer of the study, is not on the registry: its times then, on the same kind of
 * machine, by rows. Its one row's delete at 10,000 rows was not noted.
 */
export const browservec: Readonly<Record<number, Measured>> = {
  10_000: {
    build: value(330),
    open: value(640),
    memoryBytes: 73e6,
    search: value({ median: 1.18, p95: 2.51, ...exact }),
    filter: same(0.3),
    diskBytes: 22.2e6,
  },
  100_000: {
    build: value(3_110),
    open: value(2_118),
    memoryBytes: 438e6,
    search: value({ median: 12.52, p95: 24.87, ...exact }),
    filter: same(2.33),
    remove: same(1_400),
    diskBytes: 201e6,
  },
  1_000_000: {
    build: value(37_510),
    open: value(11_230),
    memoryBytes: 8_045e6,
    search: value({ median: 117, p95: 128, ...exact }),
    filter: same(20.97),
    remove: same(26_000),
    diskBytes: 1_993e6,
  },
};
