import { openDB } from 'idb';
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
  const open = vi.spyOn(IDBFactory.prototype, 'open');
  const put = vi.spyOn(IDBObjectStore.prototype, 'put');
  const renewLog = await freshRenewLog();
  await Promise.all([renewLog(), renewLog()]);
  await renewLog();
  expect(open).toHaveBeenCalledTimes(1);
  const bytes = put.mock.calls.map(([value]) => (value as Uint8Array).byteLength); // what it puts
  // LevelDB's write buffer; from 64 KB on Chromium writes values to files instead.
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(4 * 1024 * 1024);
  expect(Math.max(...bytes)).toBeLessThan(65_536);
  const db = await openDB('onsight-log');
  expect(await db.count('filling')).toBe(0);
  db.close();
});

test.each(['open', 'put'] as const)('where %s is refused the store goes on', async (what) => {
  const refuse = (): never => {
    throw new DOMException('No room.', 'QuotaExceededError');
  };
  if (what === 'open') vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(refuse);
  else vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(refuse);
  const renewLog = await freshRenewLog();
  await expect(renewLog()).resolves.toBeUndefined();
});
