import { tileOffset, widths, type PairCall, type PairEngine } from './pair-engine.ts';

/** The kernel in plain code: what runs where WASM SIMD does not, and what the WASM is held against. */
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
    const found = new Uint32Array(this.#buffer, call.found);
    let at = 0;
    for (let i = a; i < aEnd; i += 1) {
      for (let j = Math.max(b, i + 1); j < bEnd; j += 1) {
        if (tileDot(tiles, i, j) + slacks[j]! < limit - slacks[i]!) continue;
        const [x, y] = [order[i]!, order[j]!];
        if (!this.#reaches(call.fulls, call.fullSlacks, widths.full, x, y, limit)) continue;
        if (call.wides !== 0 && !this.#reaches(call.wides, call.wideSlacks, widths.wide, x, y, limit)) continue;
        found[at] = x;
        found[at + 1] = y;
        at += 2;
      }
    }
    return at / 2;
  }

  #reaches(sketches: number, slacks: number, width: number, a: number, b: number, limit: number): boolean {
    const numbers = new Int16Array(this.#buffer, sketches);
    const own = new Int32Array(this.#buffer, slacks);
    let sum = 0;
    for (let i = 0; i < width; i += 1) sum += numbers[a * width + i]! * numbers[b * width + i]!;
    return sum + own[b]! >= limit - own[a]!;
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
