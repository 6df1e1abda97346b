/**
 * Starts a module worker from any address. A worker of another origin is not allowed, so that one is started from a
 * Blob which imports the real script; `import.meta.url` inside it is then still the real address.
 */
export function startWorker(url: URL): Worker {
  if (url.origin === location.origin) return new Worker(url, { type: 'module', name: 'onsight' });
  const blob = new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' });
  const blobUrl = URL.createObjectURL(blob);
  const worker = new Worker(blobUrl, { type: 'module', name: 'onsight' });
  // The script is fetched by then or has failed: a worker answers or errors before a minute is over.
  setTimeout(() => {
    URL.revokeObjectURL(blobUrl);
  }, 60_000);
  return worker;
}
