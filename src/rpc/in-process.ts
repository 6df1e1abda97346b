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

class LocalPort extends EventTarget implements Endpoint {
  #other: LocalPort | undefined;

  connect(other: LocalPort): void {
    this.#other = other;
  }

  postMessage(data: unknown): void {
    queueMicrotask(() => this.#other?.dispatchEvent(new MessageEvent('message', { data })));
  }

  close(): void {
    this.#other = undefined;
  }
}
