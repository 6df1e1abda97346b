// Imported by the service worker as a classic script: it must stay without imports and exports.
{
  interface FetchEvent extends Event {
    readonly request: Request;
    respondWith(response: Promise<Response> | Response): void;
  }
  // The page's types know no service worker.
  const worker = globalThis as unknown as {
    fetch: typeof fetch;
    readonly clients: { matchAll(options: object): Promise<readonly { postMessage(message: unknown): void }[]> };
  };

  const tell = async (url: string): Promise<void> => {
    const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
    for (const page of pages) page.postMessage({ type: 'request', url });
  };

  // What the service worker itself asks for, on its own behalf or on that of a page.
  const ask = worker.fetch.bind(globalThis);
  worker.fetch = (input, init) => {
    void tell(input instanceof Request ? input.url : String(input));
    return ask(input, init);
  };

  // What pages and their workers ask for and nothing answers from a cache: it goes to the network.
  addEventListener('fetch', (event) => {
    const asked = event as FetchEvent;
    let isAnswered = false;
    const respond = asked.respondWith.bind(asked);
    asked.respondWith = (response) => {
      isAnswered = true;
      respond(response);
    };
    setTimeout(() => {
      if (!isAnswered) void tell(asked.request.url);
    });
  });
}
