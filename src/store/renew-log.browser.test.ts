import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

/** As a thread that has done nothing yet has it. */
async function freshRenewLog(): Promise<() => Promise<void>> {
  return (await import('./renew-log.ts')).renewLog;
}

test('once a thread, and nothing of it stays', async () => {
  const deleted = vi.spyOn(IDBFactory.prototype, 'deleteDatabase');
  const renewLog = await freshRenewLog();
  await Promise.all([renewLog(), renewLog()]);
  await renewLog();
  expect(deleted.mock.calls).toEqual([['onsight-log']]);
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('onsight-log');
});

test.each(['open', 'deleteDatabase'] as const)('where %s is refused the store goes on', async (what) => {
  vi.spyOn(IDBFactory.prototype, what).mockImplementation(() => {
    throw new DOMException('No room.', 'QuotaExceededError');
  });
  const renewLog = await freshRenewLog();
  await expect(renewLog()).resolves.toBeUndefined();
});
