import type { Page } from '@playwright/test';
import { BrowserProfile } from './browser-profile.ts';
import type { Contender } from './contenders.ts';
import { rendererBytes } from './renderer-memory.ts';
import { recallAt10 } from './recall.ts';
import { ask, untilReady } from './worker-page.ts';

/** Outcome of one step: a value, nothing because the store cannot do it, an error, or a timeout. */
export type Outcome<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'late'; readonly limitS: number };

/** Milliseconds. */
export interface Times {
  readonly median: number;
  readonly p95: number;
}

/** Measurements of a store; steps that were not reached are left out. */
export interface Measured {
  readonly build?: Outcome<number>;
  readonly open?: Outcome<number>;
  readonly memoryBytes?: number;
  readonly search?: Outcome<Times & { readonly image: number; readonly text: number }>;
  readonly filter?: Outcome<Times>;
  readonly newFilter?: Outcome<Times>;
  readonly remove?: Outcome<Times>;
  readonly diskBytes?: number;
}

/** The task: number of rows, source of pages, and expected results. */
export interface Task {
  readonly rows: number;
  readonly origin: string;
  readonly limitS: number;
  /** First query of a reopened store. */
  readonly query: readonly number[];
  /** Ids of the ten nearest rows, by query. */
  readonly nearest: readonly (readonly number[])[];
}

type Found = Times & { readonly found: readonly (readonly number[])[] };

/** Runs one step with a timeout of `limitS` seconds. */
async function step<T>(limitS: number, work: () => Promise<T | null>): Promise<Outcome<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome<T>>((resolve) => {
    timer = setTimeout(() => {
      resolve({ kind: 'late', limitS });
    }, limitS * 1000);
  });
  const done = work().then(
    (value): Outcome<T> => (value === null ? { kind: 'absent' } : { kind: 'value', value }),
    (error: unknown): Outcome<T> => ({ kind: 'failed', error: firstLine(error) }),
  );
  return Promise.race([done, late]).finally(() => {
    clearTimeout(timer);
  });
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.replaceAll(/page\.\w+: |(?<=^|: )Error: /g, '').split('\n')[0] ?? '').slice(0, 160);
}

/** Measures one store in a new browser profile. */
export async function measureContender(contender: Contender, task: Task): Promise<Measured> {
  const { rows, limitS } = task;
  await using profile = new BrowserProfile();
  let page: Page;
  const address = `${task.origin}/${contender.module}/${contender.variant}`;
  const build = await step(limitS, async () => {
    page = await profile.launch();
    await page.goto(address);
    await untilReady(page);
    return ask<number>(page, 'build', rows);
  });
  if (build.kind !== 'value') return { build };
  const reopen = (): Promise<Outcome<number>> =>
    step(limitS, async () => {
      page = await profile.launch();
      await page.addInitScript((query) => Object.assign(globalThis, { firstQuery: query }), task.query);
      await page.goto(address);
      await untilReady(page);
      return page.evaluate(() => (globalThis as unknown as { searched: Promise<number> }).searched);
    });
  const open = await reopen();
  if (open.kind !== 'value') return { build, open };
  const memoryBytes = rendererBytes(profile.folder);
  const next = async <T>(name: string): Promise<Outcome<T>> => {
    const outcome = await step<T>(limitS, () => ask(page, name));
    // A late step still runs and would delay the next one.
    if (outcome.kind === 'late') await reopen();
    return outcome;
  };
  const found = await next<Found>('search');
  const search =
    found.kind === 'value'
      ? { ...found, value: { ...found.value, ...recallAt10(found.value.found, task.nearest) } }
      : found;
  const filter = await next<Times>('filter');
  const newFilter = await next<Times>('newFilter');
  const remove = await next<Times>('remove');
  await profile.close();
  return { build, open, memoryBytes, search, filter, newFilter, remove, diskBytes: profile.diskBytes() };
}
