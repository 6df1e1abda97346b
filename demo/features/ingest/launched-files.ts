import { addPicked } from './add-picked.ts';
import { openPicked } from './handle-picker.ts';
import { joinPicked, pickedFiles } from './picked-files.ts';

// https://wicg.github.io/web-app-launch/: in Chromium only, and not in lib.dom.
interface LaunchQueue {
  setConsumer(consumer: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
}

/** Adds photos that were shared to the installed page, and those that it is asked to open. */
export function followLaunches(): void {
  // Without Cache storage nothing was shared.
  takeShared().catch(() => undefined);
  const { launchQueue } = globalThis as { readonly launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files = [] }) => {
    if (files.length > 0) void Promise.all(files.map(openPicked)).then((parts) => addPicked(joinPicked(parts)));
  });
}

/** Takes the photos stored by the service worker (service-worker/share-target.ts). */
async function takeShared(): Promise<void> {
  const cache = await caches.open('shared-photos');
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (response === undefined) continue;
    const { headers } = response;
    const name = decodeURIComponent(headers.get('x-name') ?? '');
    files.push(new File([await response.blob()], name, { type: headers.get('content-type') ?? '' }));
    await cache.delete(request);
  }
  if (files.length > 0) addPicked(pickedFiles(files));
}
