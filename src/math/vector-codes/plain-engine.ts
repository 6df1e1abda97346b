import { neutralCode, tileRows } from './encoded-rows.ts';
import type { ScanCall, ScanEngine } from './scan-engine.ts';

/** The scan in plain code: what runs where WASM SIMD does not, and what the WASM is held against. */
export class PlainEngine implements ScanEngine {
  #buffer = new ArrayBuffer(0);

  get buffer(): ArrayBuffer {
    return this.#buffer;
  }

  grow(bytes: number): void {
    const grown = new ArrayBuffer(bytes);
    new Uint8Array(grown).set(new Uint8Array(this.#buffer));
    this.#buffer = grown;
  }

  scan(call: ScanCall): number {
    const { rows, pieces, terms, floor } = call;
    const scales = new Float32Array(this.#buffer, call.scales, rows);
    const errors = new Float32Array(this.#buffer, call.errors, rows);
    const norms = call.norms === 0 ? undefined : new Int32Array(this.#buffer, call.norms, rows);
    const mask = call.mask === 0 ? undefined : new Uint8Array(this.#buffer, call.mask, Math.ceil(rows / 8));
    const query = new Int16Array(this.#buffer, call.query, pieces * 16);
    const codes = new Uint8Array(this.#buffer, call.codes, rows * pieces * 16);
    const found = new Float64Array(this.#buffer, call.found, rows * 3);
    let at = 0;
    for (let row = 0; row < rows; row += 1) {
      if (mask !== undefined && ((mask[row >> 3]! >> (row & 7)) & 1) === 0) continue;
      const dot = rowDot(codes, row, pieces, query) - terms.centre;
      const scale = scales[row]!;
      const score =
        norms === undefined
          ? terms.base + scale * (terms.gain * dot)
          : -Math.sqrt(positive(terms.base + scale * (scale * norms[row]! - terms.gain * dot)));
      const upper = score + (terms.fixed + (terms.perError * errors[row]! + terms.perScale * scale));
      if (!(upper >= floor)) continue;
      found.set([row, score, upper], at);
      at += 3;
    }
    return at / 3;
  }
}

/** Sum of code * query of one row. Stays below 2^31 by the choice of the query's step. */
function rowDot(codes: Uint8Array, row: number, pieces: number, query: Int16Array): number {
  let at = (row - (row % tileRows)) * pieces * 16 + (row % tileRows) * 16;
  let sum = 0;
  for (let piece = 0; piece < pieces; piece += 1, at += 16 * tileRows) {
    for (let i = 0; i < 16; i += 1) sum += codes[at + i]! * query[piece * 16 + i]!;
  }
  return sum;
}

/** Sum of the squared centred codes of one row. */
export function rowNorm(codes: Uint8Array, row: number, pieces: number): number {
  let at = (row - (row % tileRows)) * pieces * 16 + (row % tileRows) * 16;
  let sum = 0;
  for (let piece = 0; piece < pieces; piece += 1, at += 16 * tileRows) {
    for (let i = 0; i < 16; i += 1) sum += (codes[at + i]! - neutralCode) ** 2;
  }
  return sum;
}

/** As f64x2.pmax(0, value). */
function positive(value: number): number {
  return value > 0 ? value : 0;
}
