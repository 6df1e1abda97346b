import { expect, test, vi } from 'vitest';
import { throttleProgress } from './progress.ts';

test('passes on at most one event per interval, and always the last', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const heard: number[] = [];
  const { report, flush } = throttleProgress<number>((event) => heard.push(event), 50);
  for (let ms = 0; ms < 200; ms += 10) {
    report(ms);
    vi.advanceTimersByTime(10);
  }
  expect(heard).toEqual([0, 50, 100, 150]);
  flush();
  flush();
  expect(heard).toEqual([0, 50, 100, 150, 190]);
  vi.useRealTimers();
});
