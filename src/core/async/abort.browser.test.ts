import { expect, test } from 'vitest';
import { raceAbort } from './abort.ts';

test('rejects with the signal reason, not wrapped', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const raced = raceAbort(new Promise(() => undefined), controller.signal);
  controller.abort(reason);
  await expect(raced).rejects.toBe(reason);
});
