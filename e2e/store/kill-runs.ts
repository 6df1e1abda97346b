import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type BrowserContext, type Page } from '@playwright/test';
import root from '../../playwright.config.ts';
import { serveFolders } from '../consumers/serve-folders.ts';
import { killBrowser } from './kill-browser.ts';
import { leftTornLog } from './torn-log.ts';

interface Write {
  readonly tab: string;
  readonly kind: 'add' | 'import' | 'update' | 'delete' | 'compact';
  readonly ids: readonly string[];
  readonly rev: number;
}

interface Checked {
  readonly rows: readonly { readonly id: string; readonly rev: number; readonly whole: boolean }[];
  readonly ok: boolean;
  readonly count: number;
  readonly found: number;
}

/** What must be in the store: the revision of each row that was acknowledged, and the writes that were under way. */
class Ledger {
  readonly rows = new Map<string, number>();
  readonly open = new Map<string, Write>();
  readonly kinds = new Map<string, number>();

  acknowledge({ kind, ids, rev, tab }: Write): void {
    this.open.delete(tab);
    if (kind === 'delete') for (const id of ids) this.rows.delete(id);
    else for (const id of ids) this.rows.set(id, rev);
  }

  /** Holds what was found against what was acknowledged. A write that was under way is there as a whole or not at all. */
  settle({ rows, ok, count, found }: Checked): void {
    const seen = new Map(rows.map(({ id, rev }) => [id, rev]));
    expect(rows.length, 'no row twice').toBe(seen.size);
    expect(
      rows.filter(({ whole }) => !whole),
      'every vector and metadata as it was written',
    ).toEqual([]);
    expect({ ok, count, found }).toEqual({ ok: true, count: rows.length, found: rows.length });
    for (const write of this.open.values()) {
      this.kinds.set(write.kind, (this.kinds.get(write.kind) ?? 0) + 1);
      if (write.kind === 'compact') continue;
      const done = write.ids.filter((id) =>
        write.kind === 'delete' ? !seen.has(id) : seen.get(id) === write.rev,
      ).length;
      expect([0, write.ids.length], `a ${write.kind} under way, all or nothing`).toContain(done);
      if (done > 0) this.acknowledge(write);
    }
    this.open.clear();
    expect(Object.fromEntries([...seen].sort()), 'what was acknowledged').toEqual(
      Object.fromEntries([...this.rows].sort()),
    );
  }
}

/** Kills a browser `kills` times while it writes, with two tabs in the first `twoTabs` of them. */
export async function killRuns(kills: number, twoTabs: number): Promise<string> {
  await using server = await serveFolders(
    { '/dist/': 'dist', '/store/': 'e2e/store' },
    { pages: { '/': '<!doctype html><script type="module" src="/store/kill-page.js"></script>' } },
  );
  const userDir = mkdtempSync(join(tmpdir(), 'onsight-kill-'));
  const ledger = new Ledger();
  let torn = 0;
  const open = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(server.origin);
    await page.waitForFunction(() => document.title === 'ready');
    return page;
  };
  try {
    for (let run = 0; run <= kills; run += 1) {
      const { launchOptions } = root.use ?? {};
      const context = await chromium.launchPersistentContext(userDir, { ...launchOptions, headless: true });
      const page = await open(context);
      ledger.settle(await page.evaluate(() => (globalThis as unknown as { check: () => Promise<Checked> }).check()));
      if (run === kills) {
        await context.close();
        break;
      }
      const closed = new Promise<void>((resolve) => {
        context.once('close', () => {
          resolve();
        });
      });
      await context.exposeFunction('begin', (write: Write) => void ledger.open.set(write.tab, write));
      await context.exposeFunction('acknowledge', (write: Write) => {
        ledger.acknowledge(write);
      });
      const tabs = run < twoTabs ? ['a', 'b'] : ['a'];
      for (const tab of tabs) {
        const writer = await open(context);
        const known = [...ledger.rows.keys()].filter((id) => id.startsWith(tab));
        void writer
          .evaluate(
            ([name, ids]) =>
              (globalThis as unknown as { write: (tab: unknown, ids: unknown) => Promise<void> }).write(name, ids),
            [tab, known] as const,
          )
          .catch(() => undefined); // it ends with the browser
      }
      // The moment is what is random here; nothing is waited for.
      await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 700));
      killBrowser(userDir);
      await closed;
      if (leftTornLog(userDir)) torn += 1;
    }
    const kinds = [...ledger.kinds].map(([kind, times]) => `${kind} ${times}`).join(', ');
    return `${kills} kills, ${twoTabs} of them with two tabs; under way: ${kinds}; Chromium's log torn: ${torn}; ${ledger.rows.size} rows at the end`;
  } finally {
    killBrowser(userDir);
    rmSync(userDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
