import { readFileSync } from 'node:fs';
import type { BrowserContext, Page, Route } from '@playwright/test';
import { restoreDatabase, revive, type DatabaseDump } from '../../src/store/testdata/restore-database.ts';

/** A library as the page made it with starter pack 2.0.0: photos, captions, one without a preview, one text. */
export const olderLibrary = JSON.parse(
  readFileSync('src/library/testdata/starter-2.0.0.golden.json', 'utf8'),
) as DatabaseDump & { readonly about: { readonly count: number } };

/** Manifest of starter pack 2.0.0. Its text tower is the file that 3.0.0 has as well. */
const olderManifest = readFileSync('e2e/library/starter-2.0.0.golden.json', 'utf8');
export const manifestAddress = '**/models/starter/onsight.json';

/** Puts {@link olderLibrary} into the browser before any code of the page runs. */
export async function putOlderLibrary(page: Page): Promise<void> {
  // A page of the same origin without any script.
  await page.goto('/samples/LICENCES.md');
  // The functions of the tests as text: this page has no modules.
  const restore = `${revive.toString()}; ${restoreDatabase.toString()}; return restoreDatabase(dump);`;
  await page.evaluate(`(function (dump) { ${restore} })(${JSON.stringify(olderLibrary)})`);
}

/** Serves starter pack 2.0.0's manifest; what it returns ends that. */
export async function serveOlderPack(context: BrowserContext): Promise<() => Promise<void>> {
  const answer = (route: Route): Promise<void> =>
    route.fulfill({ contentType: 'application/json', body: olderManifest });
  await context.route(manifestAddress, answer);
  return () => context.unroute(manifestAddress, answer);
}
