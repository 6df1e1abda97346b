import { expect, test } from 'vitest';
import { toWorkerTree } from './worker-tree.ts';

const lock = (name: string, clientId: string): LockInfo => ({
  name: `onsight-worker-${name}`,
  clientId,
  mode: 'exclusive',
});

test('counts the workers of this page, and those that they started', () => {
  const held = [lock('engine', 'a'), lock('images', 'b'), lock('sounds', 'c'), lock('of another tab', 'd')];
  const pending = [lock('engine', 'page'), lock('images', 'a'), lock('sounds', 'a'), lock('of another tab', 'tab')];
  expect(toWorkerTree({ held, pending }, 'page')).toEqual({ direct: 1, nested: 2 });
});

test('ignores workers that have ended, and locks of other kinds', () => {
  const other: LockInfo = { name: 'reindex', clientId: 'a', mode: 'exclusive' };
  expect(
    toWorkerTree({ held: [other], pending: [lock('engine', 'page'), { ...other, clientId: 'page' }] }, 'page'),
  ).toEqual({
    direct: 0,
    nested: 0,
  });
});
