import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import root from '../playwright.config.ts';

/** Folders in which browsers store a page's databases and files. */
const kept = ['Default/IndexedDB', 'Default/File System'];

/** A new browser profile, for any number of launches, one at a time. */
export class BrowserProfile implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'onsight-store-bench-'));
  #context: BrowserContext | undefined;

  /** A page of a newly launched browser; an earlier one is closed. */
  async launch(): Promise<Page> {
    await this.close();
    this.#context = await chromium.launchPersistentContext(this.folder, { ...root.use?.launchOptions, headless: true });
    return this.#context.newPage();
  }

  async close(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
    execFileSync('sync');
  }

  /** Bytes on disk of its pages' data. */
  diskBytes(): number {
    const folders = kept.map((name) => join(this.folder, name)).filter((name) => existsSync(name));
    return folders.reduce(
      (sum, name) => sum + Number(execFileSync('du', ['-sb', name], { encoding: 'utf8' }).split('\t')[0]),
      0,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true });
  }
}
