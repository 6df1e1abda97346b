import { describe, expect, test } from 'vitest';
import type { NewRow } from '../contract/item.ts';
import { targets } from '../testdata/store-targets.ts';
import { options, useStores, vectorOf } from '../testdata/use-stores.ts';

const { freshName, openWith } = useStores();

describe.each(targets)('%s', (_, openIn) => {
  test('an abort ends a call that waits for rows', async () => {
    const store = await openWith(openIn, freshName(), options);
    const controller = new AbortController();
    const reason = new Error('enough');
    async function* rows(): AsyncGenerator<NewRow> {
      yield { id: 'a', vector: vectorOf(1) };
      controller.abort(reason);
      await new Promise(() => undefined);
    }
    await expect(store.addMany(rows(), { signal: controller.signal })).rejects.toBe(reason);
    expect(await store.count()).toBe(0);
  });

  test('keeps the rows before a failure of the source', async () => {
    const store = await openWith(openIn, freshName(), options);
    const reason = new Error('no more');
    let isEnded = false;
    function* rows(): Generator<NewRow> {
      try {
        for (let i = 0; i < 300; i += 1) yield { id: `r${i}`, vector: vectorOf(i) };
        throw reason;
      } finally {
        isEnded = true;
      }
    }
    await expect(store.addMany(rows())).rejects.toBe(reason);
    expect(await store.count()).toBe(300);
    expect(isEnded).toBe(true);
  });

  test('stops pulling rows soon after an invalid one', async () => {
    const store = await openWith(openIn, freshName(), options);
    let given = 0;
    async function* rows(): AsyncGenerator<NewRow> {
      for (; given < 30_000; given += 1) {
        // As rows that take their time to make: slower than they are written.
        if (given % 128 === 127) await store.count();
        yield { id: `r${given}`, vector: given === 0 ? [1] : vectorOf(given) };
      }
    }
    await expect(store.addMany(rows())).rejects.toMatchObject({ code: 'dimension-mismatch' });
    expect(given).toBeLessThan(20_000);
  });
});
