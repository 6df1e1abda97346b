import type { AbortOptions } from '../../core/async/abort.ts';
import type { Metric } from '../../vectors/codes/metric.ts';
import type { RowFormat } from '../contract/check-rows.ts';
import type { Collection } from '../collection/collection.ts';
import { exportStore } from '../files/export-store.ts';
import { findDuplicates } from '../duplicates/find-duplicates.ts';
import { importFile } from '../files/import-store.ts';
import type { NewRow } from '../contract/item.ts';
import { mergeable, mergeSegments } from '../segments/merge-segments.ts';
import { deleteStore } from '../database/open-database.ts';
import { planCompaction } from '../segments/plan-merge.ts';
import { compileSelection } from '../rows/selection.ts';
import type { View, WriteView } from '../segments/view.ts';
import type {
  DuplicateGroup,
  NpyFiles,
  StoreAddManyOptions,
  StoreAddResult,
  StoreDuplicatesOptions,
  StoreExportOptions,
  StoreImportOptions,
  StoreImportResult,
  StoreStats,
  StoreVerifyOptions,
  VerifyReport,
  DamagedSegment,
} from '../contract/store.ts';
import type { Segment } from '../segments/segment.ts';
import { readBlock, readEncoded, readCoarseCodes } from '../segments/segment-reader.ts';
import { decodeRow } from '../../vectors/codes/decode-row.ts';
import { writeSegments } from '../segments/write-rows.ts';
import { dropSegments, writeState } from '../segments/write-segment.ts';

/** Options of an open store, with defaults. */
export interface ResolvedStoreOptions {
  readonly schema: RowFormat['schema'];
  readonly keepFloat32: boolean;
}

/** The part of a store that handles the collection as a whole: import and export, maintenance, closing. */
export abstract class StoreMaintenance {
  readonly name: string;
  readonly model: string;
  readonly dims: number;
  readonly metric: Metric;
  protected readonly collection: Collection;
  protected readonly options: RowFormat & ResolvedStoreOptions;

  constructor(collection: Collection, options: ResolvedStoreOptions) {
    const { name, model, dims, metric } = collection.expected;
    this.name = name;
    this.model = model;
    this.dims = dims;
    this.metric = metric;
    this.collection = collection;
    const { kernels } = collection.snapshot;
    this.options = { ...options, dims, metric, kernels };
  }

  abstract addMany(rows: AsyncIterable<NewRow>, options?: StoreAddManyOptions): Promise<StoreAddResult>;

  async duplicates(options: StoreDuplicatesOptions = {}): Promise<readonly DuplicateGroup[]> {
    const { threshold = 0.95 } = options;
    if (!Number.isFinite(threshold))
      throw new RangeError(`Expected \`threshold\` to be a number, got \`${threshold}\`.`);
    return findDuplicates(this.collection, compileSelection(options, this.options.schema), options);
  }

  export({ format = 'onsight', ...options }: StoreExportOptions = {}): Promise<Blob> {
    return exportStore(this.collection, format, options);
  }

  exportNpy(options: Omit<StoreExportOptions, 'format'> = {}): Promise<NpyFiles> {
    return exportStore(this.collection, 'npy', options);
  }

  import(file: Blob | NpyFiles, options: StoreImportOptions = {}): Promise<StoreImportResult> {
    return this.#importFile(file, options, false);
  }

  /** Restores rows of {@link IndexedStore.deleteRestorably} unchanged; an id that exists again keeps its new row. */
  restore(file: Blob, options: AbortOptions = {}): Promise<StoreImportResult> {
    return this.#importFile(file, options, true);
  }

  async #importFile(
    file: Blob | NpyFiles,
    options: StoreImportOptions,
    keepPlaces: boolean,
  ): Promise<StoreImportResult> {
    this.collection.check();
    const addMany = async (rows: AsyncIterable<NewRow>): Promise<StoreImportResult> => {
      const { added, existing } = await this.addMany(rows, options);
      return { added: added.length, existing: existing.length };
    };
    return importFile({ collection: this.collection, format: this.options, addMany, keepPlaces }, file, options);
  }

  stats({ signal }: AbortOptions = {}): Promise<StoreStats> {
    return this.collection.read((view) => Promise.resolve(storeStats(view)), { signal });
  }

  async verify({ repair = false, signal }: StoreVerifyOptions = {}): Promise<VerifyReport> {
    const report = await this.collection.read(verifyStore, { signal });
    if (!repair || report.ok) return report;
    const lost = await this.collection.write((view) => repairStore(view, report.damaged), { signal });
    this.collection.wrote();
    return { ...report, lost };
  }

  async compact({ signal }: AbortOptions = {}): Promise<void> {
    await this.collection.tidied();
    const plan = await this.collection.read(
      ({ snapshot }) => Promise.resolve(mergeable(snapshot).flatMap(planCompaction)),
      {
        signal,
      },
    );
    // One transaction per group keeps rewrites small, and a failure keeps earlier groups.
    for (const numbers of plan) await this.collection.write((view) => mergeSegments(view, numbers), { signal });
  }

  onChange(listener: () => void): () => void {
    this.collection.check();
    return this.collection.changes.onChange(listener);
  }

  close(): Promise<void> {
    return this.collection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async destroy(): Promise<void> {
    this.collection.check();
    this.collection.changes.announce();
    await this.close();
    await deleteStore(this.name);
  }
}

/** Counts rows, segments and bytes. */
function storeStats({ snapshot }: View): StoreStats {
  const { segments } = snapshot;
  const sum = (of: (segment: (typeof segments)[number]) => number): number =>
    segments.reduce((total, segment) => total + of(segment), 0);
  return {
    rows: sum(({ liveItems }) => liveItems),
    deletedRows: sum(({ rows, live }) => rows - live),
    segments: segments.length,
    diskBytes: sum(({ head }) => (head === undefined ? 0 : head.bytes + head.hashes.byteLength + head.mean.byteLength)),
    memoryBytes: snapshot.bytes,
  };
}

/** Reads all segments again and compares them with their checksums. */
async function verifyStore(view: View): Promise<VerifyReport> {
  const damaged: DamagedSegment[] = [];
  const { segments } = view.snapshot;
  let rows = 0;
  // One at a time, because a segment with residuals may take tens of megabytes.
  for (const segment of segments) {
    const report = await verifySegment(view, segment);
    if (report === undefined) rows += segment.liveItems;
    else damaged.push(report);
  }
  return { ok: damaged.length === 0, rows, segments: segments.length, damaged };
}

async function verifySegment(view: View, segment: Segment): Promise<DamagedSegment | undefined> {
  view.snapshot.blocks.delete(segment.number);
  const block = await readBlock(view, segment);
  await readEncoded(view, segment);
  if (segment.isIntact) return undefined;
  const liveRows = [...segment.liveRows()];
  return {
    segment: segment.number,
    rows: segment.liveItems,
    parts: [...segment.damaged],
    ids: block === undefined ? [] : liveRows.filter((row) => !segment.isPart(row)).map((row) => block.id(row)),
    saves: await whatIsLeft(view, segment),
  };
}

async function whatIsLeft(view: View, segment: Segment): Promise<DamagedSegment['saves']> {
  const { damaged, head } = segment;
  if (damaged.has('rows') || damaged.has('head') || damaged.has('deleted')) return 'nothing';
  if (damaged.has('codes')) return 'metadata';
  return head !== undefined && (await readCoarseCodes(view, segment)) !== undefined ? 'coarse vectors' : 'metadata';
}

/** Rewrites the recoverable rows of damaged segments and drops the rest. Resolves with the ids of lost rows. */
async function repairStore(view: WriteView, damaged: readonly DamagedSegment[]): Promise<readonly string[]> {
  const lost: string[] = [];
  let { state } = view;
  for (const { segment: number, saves, ids } of damaged) {
    const segment = view.snapshot.segments.find((each) => each.number === number);
    if (segment === undefined) continue;
    const block = await readBlock(view, segment);
    const plane = saves === 'coarse vectors' ? await readCoarseCodes(view, segment) : undefined;
    if (block === undefined || plane === undefined) lost.push(...ids);
    else {
      const liveRows = [...segment.liveRows()];
      const { dims } = state;
      const residuals = new Int8Array(plane.rows * dims);
      const encoded = { ...plane, residuals, residualErrors: plane.errors };
      const vectors = new Float32Array(liveRows.length * dims);
      liveRows.forEach((row, i) => decodeRow(encoded, row, vectors.subarray(i * dims, (i + 1) * dims)));
      const rows = liveRows.map((row) => block.record(row));
      const written = writeSegments({ ...view, state }, { rows, vectors }, false);
      await written.requests;
      state = written.state;
    }
    await dropSegments(view.tx, [number]);
  }
  await Promise.all(lost.map((id) => view.tx.objectStore('thumbnails').delete(id)));
  await writeState(view.tx, state);
  return lost;
}
