import { tileOffset, widths, type PairCall, type PairEngine } from './pair-engine.ts';

/** Reference kernel in plain code: the fallback without WASM SIMD, and what the WASM kernel is tested against. */
export class PlainPairEngine implements PairEngine {
  #buffer = new ArrayBuffer(0);

  get buffer(): ArrayBuffer {
    return this.#buffer;
  }

  grow(bytes: number): void {
    const grown = new ArrayBuffer(bytes);
    new Uint8Array(grown).set(new Uint8Array(this.#buffer));
    this.#buffer = grown;
  }

  pairs({ a, aEnd, b, bEnd, limit, ...call }: PairCall): number {
    const tiles = new Int16Array(this.#buffer, call.tiles);
    const slacks = new Int32Array(this.#buffer, call.headSlacks);
    const order = new Uint32Array(this.#buffer, call.order);
    const fulls = new Int16Array(this.#buffer, call.fulls);
    const fullSlacks = new Int32Array(this.#buffer, call.fullSlacks);
    const codes = new Int8Array(this.#buffer, call.codes);
    const facts = new Float64Array(this.#buffer, call.facts);
    const found = new Uint32Array(this.#buffer, call.found);
    let at = 0;
    for (let i = a; i < aEnd; i += 1) {
      for (let j = Math.max(b, i + 1); j < bEnd; j += 1) {
        if (tileDot(tiles, i, j) + slacks[j]! < limit - slacks[i]!) continue;
        const [x, y] = [order[i]!, order[j]!];
        if (fullDot(fulls, x, y) + fullSlacks[y]! < limit - fullSlacks[x]!) continue;
        const scales = facts[2 * x]! * facts[2 * y]!;
        const product = codesDot(codes, call.codeBytes, x, y);
        if (!(scales * product + (facts[2 * x + 1]! + facts[2 * y + 1]!) >= call.floor)) continue;
        found[at] = x;
        found[at + 1] = y;
        at += 2;
      }
    }
    return at / 2;
  }
}

function tileDot(tiles: Int16Array, a: number, b: number): number {
  let sum = 0;
  for (let two = 0; two < widths.head / 2; two += 1) {
    const [x, y] = [tileOffset(a, two), tileOffset(b, two)];
    sum += tiles[x]! * tiles[y]! + tiles[x + 1]! * tiles[y + 1]!;
  }
  return sum;
}

function fullDot(fulls: Int16Array, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < widths.full; i += 1) sum += fulls[a * widths.full + i]! * fulls[b * widths.full + i]!;
  return sum;
}

function codesDot(codes: Int8Array, bytes: number, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < bytes; i += 1) sum += codes[a * bytes + i]! * codes[b * bytes + i]!;
  return sum;
}
