import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BatchPace } from './batch-pace.ts';

test('settles at batches of about a quarter of a second on any device', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 3_000, noNaN: true }), (msPerImage) => {
      const pace = new BatchPace();
      expect(pace.size).toBe(1);
      for (let i = 0; i < 10; i += 1) {
        const before = pace.size;
        pace.took(before, before * msPerImage);
        expect(pace.size).toBeLessThanOrEqual(before * 2);
      }
      expect(pace.size).toBeLessThanOrEqual(32);
      if (pace.size > 1) expect(pace.size * msPerImage).toBeLessThanOrEqual(250.001);
      if (pace.size < 32) expect((pace.size + 1) * msPerImage).toBeGreaterThan(249.999);
    }),
  );
});

test('recovers from a first batch that had to load the model', () => {
  const pace = new BatchPace();
  pace.took(1, 90_000);
  for (let i = 0; i < 4; i += 1) pace.took(pace.size, pace.size * 10);
  expect(pace.size).toBe(16);
});
