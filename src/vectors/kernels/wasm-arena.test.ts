import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WasmArena, layout, type Allocation } from './wasm-arena.ts';
import { PlainEngine } from '../scan/plain-engine.ts';

const limit = layout.heap + 4096;

test('allocations do not overlap, stay below the limit, and free everything when all are freed', () => {
  const steps = fc.array(
    fc.record({ isAllocation: fc.boolean(), size: fc.integer({ min: 1, max: 80 }), which: fc.nat() }),
  );
  fc.assert(
    fc.property(steps, (turns) => {
      const arena = new WasmArena(new PlainEngine(), limit);
      const allocations: Allocation[] = [];
      for (const { isAllocation, size, which } of turns) {
        if (isAllocation) {
          const allocation = arena.allocate(16 * size);
          if (allocation !== undefined) allocations.push(allocation);
        } else {
          const [allocation] = allocations.splice(which % Math.max(1, allocations.length), 1);
          if (allocation !== undefined) arena.free(allocation);
        }
        const sorted = allocations.toSorted((a, b) => a.at - b.at);
        sorted.forEach(({ at }, i) => {
          const before = sorted[i - 1];
          expect(at).toBeGreaterThanOrEqual(before === undefined ? layout.heap : before.at + before.bytes);
        });
        const last = sorted.at(-1);
        expect(last === undefined ? 0 : last.at + last.bytes).toBeLessThanOrEqual(limit);
        expect(arena.engine.buffer.byteLength).toBeGreaterThanOrEqual(last === undefined ? 0 : last.at + last.bytes);
      }
      for (const allocation of allocations) arena.free(allocation);
      expect(arena.isEmpty).toBe(true);
      expect(arena.allocate(4096)?.at).toBe(layout.heap);
    }),
  );
});

test('returns undefined when the system has no more memory', () => {
  const arena = new WasmArena(new PlainEngine(), Infinity);
  // Larger than any ArrayBuffer.
  expect(arena.allocate(2 ** 53 - 2 ** 20)).toBeUndefined();
  expect(arena.allocate(16)?.at).toBe(layout.heap);
});
