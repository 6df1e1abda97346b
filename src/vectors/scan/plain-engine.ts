import { neutralCode, tileBytes, tileRows } from '../codes/encoded-rows.ts';
import type { ScanCall, ScanEngine } from './scan-engine.ts';

/** Reference scan in plain code: the fallback without WASM SIMD, and what the WASM scan is tested against. */
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

  writeQuery(values: Int16Array, at: number): void {
    new Int16Array(this.#buffer, at).set(values);
  }

  scan(call: ScanCall): number {
    const { rows, pieces, terms, floor } = call;
    const scales = new Float32Array(this.#buffer, call.scales, rows);
    const errors = new Float32Array(this.#buffer, call.errors, rows);
    const norms = call.norms === 0 ? undefined : new Int32Array(this.#buffer, call.norms, rows);
    const mask = call.mask === 0 ? undefined : new Uint8Array(this.#buffer, call.mask, Math.ceil(rows / 8));
    const query = new Int16Array(this.#buffer, call.query, pieces * 16);
    const codes = new Uint8Array(this.#buffer, call.codes, tileBytes(rows, pieces * 16));
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

  product(codes: number, residuals: number, vector: number, dims: number): number {
    const bytes = new Uint8Array(this.#buffer, codes);
    const rest = new Int8Array(this.#buffer, residuals, dims);
    const values = new Float64Array(this.#buffer, vector, dims);
    const numberAt = (i: number): number =>
      256 * (bytes[(i >> 4) * 16 * tileRows + (i & 15)]! - neutralCode) + rest[i]!;
    const whole = dims - (dims % 4);
    // Four accumulators break the dependency chain of the additions.
    let [a, b, c, d] = [0, 0, 0, 0];
    let i = 0;
    for (; i < whole; i += 4) {
      a += values[i]! * numberAt(i);
      b += values[i + 1]! * numberAt(i + 1);
      c += values[i + 2]! * numberAt(i + 2);
      d += values[i + 3]! * numberAt(i + 3);
    }
    for (; i < dims; i += 1) a += values[i]! * numberAt(i);
    return a + b + (c + d);
  }

  norms(codes: number, rows: number, pieces: number, found: number): void {
    const sums = new Int32Array(this.#buffer, found, rows);
    const tiles = new Uint8Array(this.#buffer, codes, tileBytes(rows, pieces * 16));
    for (let row = 0; row < rows; row += 1) {
      let at = firstPiece(row, pieces);
      let sum = 0;
      for (let piece = 0; piece < pieces; piece += 1, at += 16 * tileRows) {
        for (let i = 0; i < 16; i += 1) sum += (tiles[at + i]! - neutralCode) ** 2;
      }
      sums[row] = sum;
    }
  }
}

function firstPiece(row: number, pieces: number): number {
  return (row - (row % tileRows)) * pieces * 16 + (row % tileRows) * 16;
}

/** Sum of code * query over one row. Stays below 2^31 by the choice of the query's step. */
function rowDot(codes: Uint8Array, row: number, pieces: number, query: Int16Array): number {
  let at = firstPiece(row, pieces);
  let sum = 0;
  for (let piece = 0; piece < pieces; piece += 1, at += 16 * tileRows) {
    for (let i = 0; i < 16; i += 1) sum += codes[at + i]! * query[piece * 16 + i]!;
  }
  return sum;
}

/** Same as f64x2.pmax(0, value). */
function positive(value: number): number {
  return value > 0 ? value : 0;
}
