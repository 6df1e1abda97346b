import { expect, test } from 'vitest';
import { firstValue, observable } from './observable.ts';

test('notifies every listener once per change, and none for the same value', () => {
  const source = observable(1);
  const seen: number[] = [];
  const listener = (value: number): void => {
    seen.push(value);
  };
  const stopFirst = source.subscribe(listener);
  source.subscribe(listener);
  source.set(2);
  source.set(2);
  expect(seen).toEqual([2, 2]);
  stopFirst();
  source.set(3);
  expect(seen).toEqual([2, 2, 3]);
});

test('lets a listener unsubscribe itself and others during a notification', () => {
  const source = observable('a');
  const seen: string[] = [];
  const stop = source.subscribe((value) => {
    seen.push(value);
    stop();
  });
  source.set('b');
  source.set('c');
  expect(seen).toEqual(['b']);
});

test('waits for the first accepted value', async () => {
  const source = observable<number | undefined>(undefined);
  const isKnown = (value: number | undefined): value is number => value !== undefined;
  const waiting = firstValue(source, isKnown);
  source.set(4);
  await expect(waiting).resolves.toBe(4);
  await expect(firstValue(source, isKnown)).resolves.toBe(4);
});

test('stops waiting with the reason of an aborted signal', async () => {
  const source = observable(0);
  const never = (value: number): value is number => value > 9;
  const controller = new AbortController();
  const waiting = firstValue(source, never, controller.signal);
  controller.abort(new Error('left'));
  await expect(waiting).rejects.toThrow('left');
  await expect(firstValue(source, never, controller.signal)).rejects.toThrow('left');
});
