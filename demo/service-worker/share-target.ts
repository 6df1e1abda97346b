// Imported by the service worker as a classic script: it must stay without imports and exports.

interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

// The page's types know no service worker.
const worker = globalThis as unknown as { readonly registration: { readonly scope: string } };

addEventListener('fetch', (event) => {
  const asked = event as FetchEvent;
  const { request } = asked;
  const { scope } = worker.registration;
  if (request.method === 'POST' && request.url === new URL('share', scope).href)
    asked.respondWith(keepShared(request, scope));
});

/** Keeps the photos until the page, which the redirect opens, adds them: state/shared-files.ts. */
async function keepShared(request: Request, scope: string): Promise<Response> {
  const form = await request.formData();
  const cache = await caches.open('shared-photos');
  const files = form.getAll('photos').filter((entry) => entry instanceof File);
  for (const file of files) {
    const headers = { 'content-type': file.type, 'x-name': encodeURIComponent(file.name) };
    await cache.put(new URL(`shared/${crypto.randomUUID()}`, scope), new Response(file, { headers }));
  }
  return Response.redirect(scope, 303);
}
