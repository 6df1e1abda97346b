import type { Endpoint, WorkerLike } from './messages.ts';
import type { Service } from './service.ts';

/** Runs a service on the caller's own thread, for places where no worker can be started. Nothing is copied. */
export function inProcess(service: Service): WorkerLike {
  const [page, worker] = [new LocalPort(), new LocalPort()];
  page.connect(worker);
  worker.connect(page);
  const stop = service.serve(worker);
  return Object.assign(page, {
    terminate: (): void => {
      page.close();
      worker.close();
      stop();
    },
  });
}

/** Calls its listeners by itself: the events of jsdom and happy-dom are not those of Node. */
class LocalPort implements Endpoint {
  readonly #listeners = new Set<(event: Event) => void>();
  #other: LocalPort | undefined;

  connect(other: LocalPort): void {
    this.#other = other;
  }

  postMessage(data: unknown): void {
    queueMicrotask(() => {
      this.#other?.receive(data);
    });
  }

  receive(data: unknown): void {
    for (const listener of [...this.#listeners]) listener({ type: 'message', data } as MessageEvent);
  }

  addEventListener(type: string, listener: (event: Event) => void): void {
    if (type === 'message') this.#listeners.add(listener);
  }

  removeEventListener(type: string, listener: (event: Event) => void): void {
    if (type === 'message') this.#listeners.delete(listener);
  }

  close(): void {
    this.#other = undefined;
  }
}
