import { expectTypeOf, test } from 'vitest';
import type { Onsight } from './onsight.ts';
import { typeOf } from '../tasks/define-task.ts';
import { defineOutsideTask } from '../tasks/outside-task.ts';

const peak = defineOutsideTask({
  id: 'peak',
  event: typeOf<{ readonly at: number }>(),
  run: async ({ series }: { readonly series: readonly number[] }, { emit, tasks, signal }) => {
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    expectTypeOf(emit).toEqualTypeOf<((event: { readonly at: number }) => Promise<void>) | undefined>();
    expectTypeOf(tasks.embedText('a')).resolves.toEqualTypeOf<Float32Array>();
    await emit?.({ at: 0 });
    return Math.max(...series);
  },
  cacheKey: ({ series }) => [series],
});

declare const onsight: Onsight;

test('a call has the parameters, the result and the events of its task', async () => {
  expectTypeOf(peak.id).toEqualTypeOf<'peak'>();
  expectTypeOf(await onsight.run(peak, { series: [1] })).toEqualTypeOf<number>();
  const stream = onsight.stream(peak, { series: [1] });
  expectTypeOf(stream.result).resolves.toEqualTypeOf<number>();
  for await (const event of stream) expectTypeOf(event).toEqualTypeOf<{ readonly at: number }>();
  // @ts-expect-error parameters of another type
  await onsight.run(peak, { series: 'loud' });
});
