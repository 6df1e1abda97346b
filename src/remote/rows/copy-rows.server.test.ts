import { expect, inject, test } from 'vitest';
import type { StoreProgress } from '../../store/contract/store.ts';
import { pull, push } from './copy-rows.ts';
import { openChromaStore } from '../chroma/open-chroma-store.ts';

const metadata = { year: 'number', tags: 'string[]', at: 'date' } as const;
const open = (collection: string) =>
  openChromaStore({ url: inject('chromaUrl'), collection, dims: 3, metric: 'dot', metadata });

test('copies all rows, skips existing ones, and resumes after an interruption', async () => {
  const from = await open('copy-from');
  const to = await open('copy-to');
  const thumbnail = { type: 'image/png', bytes: Uint8Array.of(1, 2, 3).buffer };
  await from.addMany(
    Array.from({ length: 4_600 }, (_, i) => ({
      id: `row ${i}`,
      vector: [Math.sin(i), Math.cos(i), i / 1_000],
      metadata: i % 3 === 0 ? { tags: [] } : { year: i, tags: ['a', 'b'], at: new Date(i) },
      modality: i % 2 === 0 ? ('text' as const) : ('image' as const),
      thumbnail: i === 7 ? thumbnail : undefined,
    })),
  );
  await to.add({ id: 'row 5', vector: [9, 9, 9] });
  const controller = new AbortController();
  const reason = new Error('cut short');
  const cut = push(from, to, { signal: controller.signal, onProgress: () => controller.abort(reason) });
  await expect(cut).rejects.toBe(reason);
  const there = await to.count();
  expect(there).toBeLessThan(4_600);

  const events: StoreProgress[] = [];
  const { added, existing } = await push(from, to, { onProgress: (event) => events.push(event) });
  // A batch that was on its way when the call was aborted may still have arrived.
  expect(existing.length).toBeGreaterThanOrEqual(there);
  expect(new Set([...added, ...existing]).size).toBe(4_600);
  expect(added.length + existing.length).toBe(4_600);
  expect(events.at(-1)).toEqual({ phase: 'done', doneRows: 4_600, totalRows: 4_600 });
  for (const [i, event] of events.entries())
    expect(event.doneRows).toBeGreaterThanOrEqual(events[i - 1]?.doneRows ?? 0);

  const include = ['metadata', 'vector', 'modality'] as const;
  const wanted = new Map<string, unknown>();
  for await (const row of from.scan({ include })) wanted.set(row.id, row);
  for await (const row of to.scan({ include })) {
    if (row.id === 'row 5') expect(row.vector).toEqual(Float32Array.of(9, 9, 9));
    else expect(row).toEqual(wanted.get(row.id));
  }
  expect(await to.thumbnails(['row 7', 'row 8'])).toEqual(new Map([['row 7', thumbnail]]));
  expect((await pull(from, to)).added).toEqual([]);
});

test('rejects stores of other dimensions', async () => {
  const other = await openChromaStore({ url: inject('chromaUrl'), collection: 'copy-other', dims: 2 });
  const from = await openChromaStore({ url: inject('chromaUrl'), collection: 'copy-from-3', dims: 3 });
  await expect(push(from, other)).rejects.toThrow(TypeError);
});
