import { sums } from './lanes';

/** Sums of low bytes and of high bytes. */
function whole(low: v128, high: v128): v128 {
  return i32x4.add(low, i32x4.shl(high, 8));
}

/**
 * Sum of code * query of the four rows of a tile. Of each piece of the query there are first the low bytes, then the high
 * ones, both with a sign. `flip` turns codes into what the machine reads (see relaxed-dots.ts): 0, or -128 where it reads a
 * sign, which takes 128 off each code.
 */
export function relaxedTileDots(codes: usize, pieces: i32, query: usize, flip: v128): v128 {
  let a = i32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let highA = a;
  let highB = a;
  let highC = a;
  let highD = a;
  for (let i = 0; i < pieces; i += 1) {
    const low = v128.load(query);
    const high = v128.load(query, 16);
    const rowA = v128.xor(v128.load(codes), flip);
    a = i32x4.relaxed_dot_i8x16_i7x16_add_s(low, rowA, a);
    highA = i32x4.relaxed_dot_i8x16_i7x16_add_s(high, rowA, highA);
    const rowB = v128.xor(v128.load(codes, 16), flip);
    b = i32x4.relaxed_dot_i8x16_i7x16_add_s(low, rowB, b);
    highB = i32x4.relaxed_dot_i8x16_i7x16_add_s(high, rowB, highB);
    const rowC = v128.xor(v128.load(codes, 32), flip);
    c = i32x4.relaxed_dot_i8x16_i7x16_add_s(low, rowC, c);
    highC = i32x4.relaxed_dot_i8x16_i7x16_add_s(high, rowC, highC);
    const rowD = v128.xor(v128.load(codes, 48), flip);
    d = i32x4.relaxed_dot_i8x16_i7x16_add_s(low, rowD, d);
    highD = i32x4.relaxed_dot_i8x16_i7x16_add_s(high, rowD, highD);
    codes += 64;
    query += 32;
  }
  return sums(whole(a, highA), whole(b, highB), whole(c, highC), whole(d, highD));
}
