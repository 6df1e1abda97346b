import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodeBank, layout, type Room } from './code-bank.ts';
import { PlainEngine } from '../scan/plain-engine.ts';

const limit = layout.room + 4096;

test('rooms lie apart inside the limit, and the whole is free again when all are given back', () => {
  const steps = fc.array(fc.record({ take: fc.boolean(), size: fc.integer({ min: 1, max: 80 }), which: fc.nat() }));
  fc.assert(
    fc.property(steps, (turns) => {
      const bank = new CodeBank(new PlainEngine(), limit);
      const rooms: Room[] = [];
      for (const { take, size, which } of turns) {
        if (take) {
          const room = bank.take(16 * size);
          if (room !== undefined) rooms.push(room);
        } else {
          const [room] = rooms.splice(which % Math.max(1, rooms.length), 1);
          if (room !== undefined) bank.give(room);
        }
        const sorted = rooms.toSorted((a, b) => a.at - b.at);
        sorted.forEach(({ at }, i) => {
          const before = sorted[i - 1];
          expect(at).toBeGreaterThanOrEqual(before === undefined ? layout.room : before.at + before.bytes);
        });
        const last = sorted.at(-1);
        expect(last === undefined ? 0 : last.at + last.bytes).toBeLessThanOrEqual(limit);
        expect(bank.engine.buffer.byteLength).toBeGreaterThanOrEqual(last === undefined ? 0 : last.at + last.bytes);
      }
      for (const room of rooms) bank.give(room);
      expect(bank.isEmpty).toBe(true);
      expect(bank.take(4096)?.at).toBe(layout.room);
    }),
  );
});

test('has no room when the system has no more memory', () => {
  const bank = new CodeBank(new PlainEngine(), Infinity);
  // More than an ArrayBuffer can be anywhere.
  expect(bank.take(2 ** 53 - 2 ** 20)).toBeUndefined();
  expect(bank.take(16)?.at).toBe(layout.room);
});
