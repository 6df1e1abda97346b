import { expect, test } from 'vitest';
import { EventQueue } from './event-queue.ts';

async function all<T>(queue: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = [];
  for await (const event of queue) events.push(event);
  return events;
}

test('events come in order, those before the first wait and those after it', async () => {
  const queue = new EventQueue<number>();
  queue.push(1);
  queue.push(2);
  const reading = all(queue);
  await Promise.resolve();
  queue.push(3);
  queue.end();
  queue.push(4);
  expect(await reading).toEqual([1, 2, 3]);
});

test('an error comes after what was pushed before it', async () => {
  const queue = new EventQueue<number>();
  queue.push(1);
  queue.fail(new Error('broken'));
  expect(await queue.next()).toEqual({ done: false, value: 1 });
  await expect(queue.next()).rejects.toThrow('broken');
});
