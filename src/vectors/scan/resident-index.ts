import { checkInteger } from '../../core/check.ts';
import { OnsightError } from '../../core/errors.ts';
import { Candidates } from './candidates.ts';
import { WasmArena, layout, pieceRows, type Allocation } from '../kernels/wasm-arena.ts';
import { paddedDims } from '../codes/encoded-rows.ts';
import type { Metric } from '../codes/metric.ts';
import { queryTerms, type QueryTerms } from '../codes/query-terms.ts';
import { ArenaSegment } from './resident-segment.ts';
import type { ScanEngine } from './scan-engine.ts';
import { RefiningSearch } from './refining-search.ts';
import type {
  CoarseCodes,
  ResidentCodes,
  ResidentSegment,
  VectorSearch,
  ScanOptions,
} from '../kernels/vector-kernels.ts';

/** Largest size of one memory, except for larger segments. */
const arenaBytes = 2 ** 27;

/** Scans over more rows report likely rows after this share of them. */
const longScan = 2 ** 16;
const likelyAfter = 7 / 8;

/** The first pieces are small, because their results raise the floor for later ones. */
const firstRows = 64;

/** {@link ResidentCodes} over engines of one kind. */
export class ResidentIndex implements ResidentCodes {
  readonly #dims: number;
  readonly #metric: Metric;
  readonly #createEngine: () => ScanEngine;
  /** In the order of addition. */
  readonly #segments = new Set<ArenaSegment>();
  /** One object per distinct mean, so that a query is prepared once per mean. */
  #means: Float32Array[] = [];
  #arenas: WasmArena[] = [];
  #added = 0;

  constructor(dims: number, metric: Metric, createEngine: () => ScanEngine) {
    checkInteger('dims', dims, 2, 4096);
    this.#dims = dims;
    this.#metric = metric;
    this.#createEngine = createEngine;
  }

  get bytes(): number {
    return this.#arenas.reduce((sum, { engine }) => sum + engine.buffer.byteLength, 0);
  }

  add(coarse: CoarseCodes): ArenaSegment {
    if (coarse.dims !== this.#dims)
      throw new OnsightError('dimension-mismatch', { expected: this.#dims, actual: coarse.dims });
    const allocation = this.#allocate(ArenaSegment.bytes(coarse, this.#metric));
    const segment = new ArenaSegment(coarse, this.#shared(coarse.mean), this.#metric, this.#added++, allocation);
    this.#segments.add(segment);
    return segment;
  }

  remove(segment: ResidentSegment): void {
    if (!(segment instanceof ArenaSegment) || !this.#segments.delete(segment) || segment.allocation === undefined)
      return;
    segment.allocation.arena.free(segment.allocation);
    segment.allocation = undefined;
    this.#arenas = this.#arenas.filter((arena) => !arena.isEmpty);
    this.#means = this.#means.filter((mean) => [...this.#segments].some((kept) => kept.mean === mean));
  }

  search(query: Float32Array, { k, minScore = -Infinity, mask, onLikely }: ScanOptions): VectorSearch {
    checkInteger('k', k, 1);
    const dims = this.#dims;
    if (query.length !== dims) throw new OnsightError('dimension-mismatch', { expected: dims, actual: query.length });
    const odd = query.find((value) => !Number.isFinite(value));
    if (odd !== undefined) throw new RangeError(`Expected a query of finite numbers, got ${odd}.`);
    const ready = queryTerms(this.#metric, query);
    const known = new Map<Float32Array, QueryTerms>();
    const terms = (mean: Float32Array): QueryTerms => known.get(mean) ?? remember(known, mean, ready(mean));
    const candidates = new Candidates(k, minScore);
    const written = new Map<WasmArena, Int16Array>();
    let all = 0;
    for (const segment of this.#segments) all += segment.rows;
    let [rows, passed] = [0, 0];
    for (const segment of this.#segments) {
      const bits = mask?.(segment);
      if (bits?.length !== 0) rows = this.#scan(segment, terms(segment.mean), bits, candidates, written, rows);
      const early = passed < all * likelyAfter;
      passed += segment.rows;
      if (early && passed >= all * likelyAfter && rows > longScan * likelyAfter) onLikely?.(candidates.sorted());
    }
    const { floor } = candidates;
    const setting = { metric: this.#metric, dims, padded: paddedDims(dims), k, minScore, floor, terms };
    return new RefiningSearch(candidates.sorted(), setting);
  }

  /**
   * Scans one segment piece by piece. `before` is the number of rows scanned so far; returns it plus those of this
   * segment.
   */
  #scan(
    segment: ArenaSegment,
    { quantized, scan: terms }: QueryTerms,
    mask: Uint8Array | undefined,
    candidates: Candidates,
    written: Map<WasmArena, Int16Array>,
    before: number,
  ): number {
    const { allocation } = segment;
    if (allocation === undefined) return before;
    const { arena } = allocation;
    const { engine } = arena;
    if (written.get(arena) !== quantized.values) {
      engine.writeQuery(quantized.values, layout.query);
      written.set(arena, quantized.values);
    }
    const padded = quantized.values.length;
    const end = mask === undefined ? segment.rows : Math.min(segment.rows, mask.length * 8);
    let from = 0;
    while (from < end) {
      // Multiples of 64 rows, so that every piece starts at a byte of the mask.
      const rows = Math.min(end - from, pieceRows, Math.max(firstRows, (before + from) & -firstRows));
      if (mask !== undefined) {
        const bits = mask.subarray(from / 8, Math.ceil((from + rows) / 8));
        new Uint8Array(engine.buffer, layout.mask, bits.length).set(bits);
      }
      const count = engine.scan({
        codes: segment.codes + from * padded,
        scales: segment.scales + 4 * from,
        errors: segment.errors + 4 * from,
        norms: segment.norms === 0 ? 0 : segment.norms + 4 * from,
        mask: mask === undefined ? 0 : layout.mask,
        rows,
        pieces: padded / 16,
        query: layout.query,
        dots: layout.dots,
        terms,
        floor: candidates.floor,
        found: layout.found,
      });
      candidates.offer({ segment, from, rows }, arena.found, count);
      from += rows;
    }
    return before + end;
  }

  #allocate(bytes: number): Allocation {
    for (const arena of this.#arenas) {
      const allocation = arena.allocate(bytes);
      if (allocation !== undefined) return allocation;
    }
    const { arena, allocation } = this.#addArena(bytes);
    this.#arenas.push(arena);
    return allocation;
  }

  /** Adds an arena, because a new memory may still be available when an existing one cannot grow. */
  #addArena(bytes: number): { readonly arena: WasmArena; readonly allocation: Allocation } {
    const what = `vectors of ${bytes} bytes`;
    try {
      const arena = new WasmArena(this.#createEngine(), Math.max(arenaBytes, layout.heap + bytes));
      const allocation = arena.allocate(bytes);
      if (allocation !== undefined) return { arena, allocation };
    } catch (cause) {
      throw new OnsightError('out-of-memory', { what }, { cause });
    }
    throw new OnsightError('out-of-memory', { what });
  }

  #shared(mean: Float32Array): Float32Array {
    const same = this.#means.find((known) => known.every((value, i) => value === mean[i]));
    if (same !== undefined) return same;
    const kept = mean.slice();
    this.#means.push(kept);
    return kept;
  }
}

function remember(known: Map<Float32Array, QueryTerms>, mean: Float32Array, terms: QueryTerms): QueryTerms {
  known.set(mean, terms);
  return terms;
}
