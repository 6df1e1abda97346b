import { openDB, type IDBPDatabase } from 'idb';
import { afterEach, expect, test, vi } from 'vitest';
import { useStores } from '../testdata/use-stores.ts';
import { openLocalStore } from '../open-store.ts';
import { WriteMark } from './write-mark.ts';

const name = 'onsight-writing';
const { freshName, openWith } = useStores();

afterEach(() => {
  vi.restoreAllMocks();
});

async function marks<T>(task: (db: IDBPDatabase) => Promise<T>): Promise<T> {
  const db = await openDB(name, 1, {
    upgrade: (opened) => {
      opened.createObjectStore('marks');
    },
  });
  try {
    return await task(db);
  } finally {
    db.close();
  }
}

const leave = (): Promise<unknown> => marks((db) => db.put('marks', true, 2));

async function expectMarks(count: number): Promise<void> {
  await vi.waitFor(async () => {
    expect(await marks((db) => db.count('marks'))).toBe(count);
  });
}

test('sets a mark while a store writes, and removes it after', async () => {
  const store = await openWith(openLocalStore, freshName(), { dims: 2 });
  const put = vi.spyOn(IDBObjectStore.prototype, 'put');
  await Promise.all([store.add({ id: 'a', vector: [1, 0] }), store.add({ id: 'b', vector: [0, 1] })]);
  const [first] = put.mock.contexts as IDBObjectStore[]; // whose put it is
  expect(first?.transaction.db.name).toBe(name);
  await expectMarks(0);
});

test('deletes the database only if a mark was left behind', async () => {
  const deleted = vi.spyOn(IDBFactory.prototype, 'deleteDatabase');
  await expectMarks(0);
  await new WriteMark().mend();
  expect(deleted).not.toHaveBeenCalled();
  await leave();
  await new WriteMark().mend();
  expect(deleted).toHaveBeenCalledWith(name);
  await expectMarks(0);
});

test('each thread has its own mark, and continues if another deletes it', async () => {
  const [one, other] = [new WriteMark(), new WriteMark()];
  await Promise.all([one.mend(), other.mend()]);
  one.begin();
  await expectMarks(1);
  other.begin();
  await expectMarks(2);
  one.begin();
  one.end();
  other.end();
  await expectMarks(1);
  await new WriteMark().mend();
  await expectMarks(0);
  one.end();
  one.begin();
  await expectMarks(1);
  one.end();
  await expectMarks(0);
});

test.each(['open', 'deleteDatabase'] as const)('where %s is refused nothing fails', async (what) => {
  await leave();
  vi.spyOn(IDBFactory.prototype, what).mockImplementation(() => {
    throw new DOMException('No room.', 'QuotaExceededError');
  });
  const mark = new WriteMark();
  await expect(mark.mend()).resolves.toBeUndefined();
  mark.begin();
  mark.end();
  vi.restoreAllMocks();
  await new WriteMark().mend();
  await expectMarks(0);
});
