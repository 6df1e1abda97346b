import type { StoreStats } from '../contract/store.ts';
import type { View } from '../segments/view.ts';

/** Rows, segments, bytes. */
export function storeStats({ snapshot }: View): StoreStats {
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
