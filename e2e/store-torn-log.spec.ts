import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type Page } from '@playwright/test';
import root from '../playwright.config.ts';
import { serveFolders } from '../fixtures/serve-folders.ts';
import { killBrowser } from '../fixtures/store-kill/kill-browser.ts';
import { logsOf } from '../fixtures/store-kill/torn-log.ts';

const page = `<!doctype html><script type="module">
  import { openStore } from '/dist/store.js';
  const store = await openStore('torn', { dims: 64 });
  globalThis.add = (from, to) =>
    store.addMany(Array.from({ length: to - from }, (_, i) => ({
      id: 'r' + (from + i),
      vector: Float32Array.from({ length: 64 }, (_, d) => Math.sin((from + i) * 7 + d)),
    })));
  const database = (name) =>
    new Promise((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
    });
  // A write that does not end, behind another transaction that does not; resolves when its mark stands.
  globalThis.writeOn = async () => {
    const held = (await database('onsight:torn')).transaction('collection', 'readwrite').objectStore('collection');
    const hold = () => (held.count().onsuccess = hold);
    hold();
    store.update('r0', { metadata: { n: 1 } });
    const marks = await database('onsight-writing');
    for (let found = 0; found === 0;)
      found = await new Promise((resolve) => {
        const counting = marks.transaction('marks').objectStore('marks').count();
        counting.onsuccess = () => resolve(counting.result);
      });
  };
  globalThis.search = async () => (await store.search(new Float32Array(64).fill(1), { limit: 1000 })).length;
  globalThis.verify = async () => ({ ok: (await store.verify()).ok, rows: await store.count() });
  document.title = 'ready';
</script>`;

/**
 * Log left by a browser that ends in the middle of a write: a record's head (checksum, 1,000 bytes, a whole record) and
 * few of the bytes. LevelDB skips it when reading and appends after it (google/leveldb#1287).
 *
 * @returns the logs
 */
function tearLogs(userDir: string): readonly string[] {
  const logs = logsOf(userDir);
  for (const log of logs) appendFileSync(log, Uint8Array.of(1, 2, 3, 4, 1_000 & 255, 1_000 >> 8, 1, 5, 6, 7));
  return logs;
}

test('a browser that died during a write to its log loses nothing later', async () => {
  await using server = await serveFolders({ '/dist/': 'dist' }, { pages: { '/': page } });
  const userDir = mkdtempSync(join(tmpdir(), 'onsight-torn-'));
  let torn: readonly string[] = [];
  const inBrowser = async <T>(task: (page: Page) => Promise<T>): Promise<T> => {
    const context = await chromium.launchPersistentContext(userDir, { ...root.use?.launchOptions, headless: true });
    const closed = new Promise<void>((resolve) => {
      context.once('close', () => {
        resolve();
      });
    });
    const tab = await context.newPage();
    await tab.goto(server.origin);
    await tab.waitForFunction(() => document.title === 'ready');
    const value = await task(tab);
    await expect
      .poll(() => torn.filter((log) => existsSync(log)), { message: 'logs that LevelDB still needs' })
      .toEqual([]);
    killBrowser(userDir);
    await closed;
    return value;
  };
  const addAndWriteOn = (from: number, to: number): Promise<void> =>
    inBrowser(async (tab) => {
      await tab.evaluate(`add(${from}, ${to})`);
      await tab.evaluate('writeOn()');
    });
  try {
    await addAndWriteOn(0, 50);
    torn = tearLogs(userDir);
    // The next one only reads, the one after the next cut writes at once.
    expect(await inBrowser((tab) => tab.evaluate('search()'))).toBe(50);
    await addAndWriteOn(50, 60);
    torn = tearLogs(userDir);
    await addAndWriteOn(60, 70);
    expect(await inBrowser((tab) => tab.evaluate('verify()'))).toEqual({ ok: true, rows: 70 });
  } finally {
    killBrowser(userDir);
    rmSync(userDir, { recursive: true, force: true, maxRetries: 5 });
  }
});
