import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';

/** Content of a file: the name of a sample photo, or bytes. */
export type Content = string | Buffer;

/** A new folder on disk with these files, by path. */
export function makeFolder(name: string, files: Readonly<Record<string, Content>>): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'onsight-')), name);
  chmodSync(dirname(folder), 0o755);
  mkdirSync(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (typeof content === 'string') copyFileSync(`public/samples/${content}`, join(folder, path));
    else writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** The first bytes of a HEIC file, and some that tell it from others: enough to know what it is. */
export function heic(different: string): Buffer {
  return Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.from(different)]);
}

/** Drops files and folders as the desktop does: the browser itself is told of the drag. */
export async function dropPaths(page: Page, paths: readonly string[]): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await browser.send('Input.dispatchDragEvent', { type, x: 300, y: 500, data });
}

/** User id of `nobody` in Debian, and in most other systems. */
const nobody = 65_534;

/**
 * A browser whose user may not open what has no permissions. Root may open everything, so under root Chromium runs as
 * `nobody`; undefined if that cannot be done here.
 */
export async function openUnprivileged(
  executable: string,
  args: readonly string[],
): Promise<{ readonly context: BrowserContext; readonly close: () => Promise<void> } | undefined> {
  const home = mkdtempSync(join(tmpdir(), 'onsight-user-'));
  const isRoot = process.getuid?.() === 0;
  let executablePath = executable;
  const profile = join(home, 'profile');
  mkdirSync(profile);
  if (isRoot) {
    const drop = ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups'];
    if (spawnSync('setpriv', [...drop, 'true']).status !== 0) return undefined;
    executablePath = join(home, 'chromium');
    writeFileSync(executablePath, `#!/bin/sh\nexec setpriv ${drop.join(' ')} '${executable}' "$@"\n`, { mode: 0o755 });
    for (const folder of [home, profile]) chownSync(folder, nobody, nobody);
  }
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...args],
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
  });
  const close = async (): Promise<void> => {
    await context.close();
    rmSync(home, { recursive: true, force: true });
  };
  return { context, close };
}
