// Speed limit of reading memory, which bench/scan.bench.ts compares the scan with.

/**
 * Sum of all bytes of `bytes` (a multiple of 256) from `at` on, as 64-bit numbers: nothing but loads and adds, from both
 * halves in turn, which is faster than one after the other.
 */
export function sum(at: usize, bytes: usize): i64 {
  let a = i64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  const half = bytes >> 1;
  const end = at + half;
  for (; at < end; at += 64) {
    const other = at + half;
    a = i64x2.add(a, i64x2.add(v128.load(at), v128.load(at, 16)));
    b = i64x2.add(b, i64x2.add(v128.load(at, 32), v128.load(at, 48)));
    c = i64x2.add(c, i64x2.add(v128.load(other), v128.load(other, 16)));
    d = i64x2.add(d, i64x2.add(v128.load(other, 32), v128.load(other, 48)));
  }
  const all = i64x2.add(i64x2.add(a, b), i64x2.add(c, d));
  return i64x2.extract_lane(all, 0) + i64x2.extract_lane(all, 1);
}
