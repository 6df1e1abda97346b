import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import { checksum } from '../../math/checksum.ts';
import type { EncodedRows } from '../../vectors/codes/encoded-rows.ts';
import { meanOfRows } from '../../vectors/codes/mean-of-rows.ts';
import type { VectorKernels } from '../../vectors/kernels/vector-kernels.ts';
import { encodeSegment } from '../format/encode-segment.ts';
import type { Metadata, Modality } from '../contract/item.ts';
import type { RowRecord } from '../format/row-block.ts';
import { hasBit } from '../format/row-bits.ts';
import { storeNames, type Centre, type Schema, type WriteTx } from '../format/schema.ts';
import { writeSegment } from '../segments/write-segment.ts';

/** Upgrade transaction of a database. */
type VersionChange = IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>;

// Version 1: float32 vectors in segments, one record per item.
interface Version1 extends DBSchema {
  collection: {
    key: 'state';
    value: {
      readonly uid: string;
      readonly model: string;
      readonly dims: number;
      readonly version: number;
      readonly nextSegment: number;
      readonly sequence: number;
      readonly modalities?: readonly Modality[];
    };
  };
  items: {
    key: string;
    value: {
      readonly id: string;
      readonly modality: Modality;
      readonly metadata: Metadata;
      readonly addedAt: number;
      readonly rank: number;
    };
  };
  segments: {
    key: number;
    value: { readonly number: number; readonly ids: readonly string[]; readonly checksum: number };
  };
  vectors: { key: number; value: ArrayBuffer };
  tombstones: { key: number; value: Uint8Array };
}
type OldTx = IDBPTransaction<
  Version1,
  ('collection' | 'items' | 'segments' | 'vectors' | 'tombstones')[],
  'versionchange'
>;

/** Encodes every segment of a version 1 collection, one at a time in memory. */
export async function migrateFromVersion1(
  db: IDBPDatabase<Schema>,
  tx: VersionChange,
  kernels: VectorKernels,
): Promise<void> {
  const old = tx as unknown as OldTx; // the same transaction, as the version before saw it
  const now = tx as unknown as WriteTx; // and as this one does; it may write
  const state = await old.objectStore('collection').get('state');
  if (state === undefined) throw new Error('The state of the collection is missing.');
  let centre: Centre | undefined;
  for (const number of await old.objectStore('segments').getAllKeys()) {
    const { rows, vectors } = await readSegment(old, number, state.dims);
    if (rows.length === 0) continue;
    if (vectors === undefined) {
      // The vectors were already damaged. Keep the items visible, without codes.
      await writeSegment(
        now,
        number,
        { centre: -1, space: 0 },
        rows,
        encodeSegment(withoutVectors(rows.length, state.dims)),
      );
      await now.objectStore('codes').delete(number);
      continue;
    }
    centre ??= { id: 0, mean: meanOfRows(vectors, state.dims), rows: rows.length };
    await writeSegment(
      now,
      number,
      { centre: centre.id, space: 0 },
      rows,
      encodeSegment(kernels.encodeRows(vectors, state.dims, centre.mean)),
    );
  }
  await now.objectStore('collection').put(
    {
      uid: state.uid,
      model: state.model,
      dims: state.dims,
      metric: 'cosine',
      version: state.version + 1,
      nextSegment: state.nextSegment,
      modalities: state.modalities ?? ['image', 'text', 'audio', 'video'],
      sequence: state.sequence,
      centre,
    },
    'state',
  );
  const kept: ReadonlySet<string> = new Set(storeNames);
  for (const name of db.objectStoreNames) if (!kept.has(name)) db.deleteObjectStore(name);
}

/** Reads the live rows of a segment; without vectors if those are damaged. */
async function readSegment(
  tx: OldTx,
  number: number,
  dims: number,
): Promise<{ readonly rows: readonly RowRecord[]; readonly vectors: Float32Array<ArrayBuffer> | undefined }> {
  const [head, bytes, dead] = await Promise.all([
    tx.objectStore('segments').get(number),
    tx.objectStore('vectors').get(number),
    tx.objectStore('tombstones').get(number),
  ]);
  const ids = head?.ids ?? [];
  const isIntact = bytes?.byteLength === ids.length * dims * 4 && checksum(bytes) === head?.checksum;
  const floats = isIntact ? new Float32Array(bytes) : undefined;
  const items = await Promise.all(ids.map((id) => tx.objectStore('items').get(id)));
  const liveRows = items.flatMap((item, row) => (item === undefined || hasBit(dead, row) ? [] : [{ item, row }]));
  const vectors = floats && new Float32Array(liveRows.length * dims);
  liveRows.forEach(({ row }, i) => vectors?.set(floats?.subarray(row * dims, (row + 1) * dims) ?? [], i * dims));
  const rows = liveRows.map(({ item: { id, modality, metadata, addedAt, rank } }) => {
    return { id, modality, metadata, addedAt, sequence: -rank };
  });
  return { rows, vectors };
}

function withoutVectors(rows: number, dims: number): EncodedRows {
  return {
    rows,
    dims,
    mean: new Float32Array(dims),
    codes: new Uint8Array(),
    scales: new Float32Array(),
    errors: new Float32Array(),
    residuals: new Int8Array(rows * dims),
    residualErrors: new Float32Array(rows),
  };
}
