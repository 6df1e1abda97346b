import { expect, test } from 'vitest';
import { observeSession } from './observe-session.ts';

function session(): { disposed: number; dispose: () => Promise<void> } {
  return {
    disposed: 0,
    dispose() {
      this.disposed += 1;
      return Promise.resolve();
    },
  };
}

test('disposes the session before once the new one is in use', async () => {
  const observed = observeSession<ReturnType<typeof session>>();
  const [first, second] = [session(), session()];
  await observed.open(() => Promise.resolve(first));
  await observed.open(() => Promise.resolve(second));
  expect(observed.state.value).toEqual({ status: 'ready', session: second });
  expect([first.disposed, second.disposed]).toEqual([1, 0]);
  await observed.dispose();
  expect(second.disposed).toBe(1);
});

test('keeps the session before if opening another fails, and is failed if there is none', async () => {
  const observed = observeSession<ReturnType<typeof session>>();
  const error = new Error('offline');
  await expect(observed.open(() => Promise.reject(error))).rejects.toBe(error);
  expect(observed.state.value).toEqual({ status: 'failed', error });
  const first = session();
  await observed.open(() => Promise.resolve(first));
  await expect(observed.open(() => Promise.reject(error))).rejects.toBe(error);
  expect(observed.state.value).toEqual({ status: 'ready', session: first });
  expect(first.disposed).toBe(0);
});

test('disposes a session that arrives after another call', async () => {
  const observed = observeSession<ReturnType<typeof session>>();
  const [late, current] = [session(), session()];
  let arrive: (() => void) | undefined;
  const opening = observed.open(
    () =>
      new Promise((resolve) => {
        arrive = (): void => {
          resolve(late);
        };
      }),
  );
  await observed.open(() => Promise.resolve(current));
  arrive?.();
  await expect(opening).rejects.toThrow('Another session was opened.');
  expect(observed.state.value).toEqual({ status: 'ready', session: current });
  expect([late.disposed, current.disposed]).toEqual([1, 0]);
});
