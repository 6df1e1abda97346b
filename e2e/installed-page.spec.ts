import { appendFileSync, cpSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { serveFolders } from '../fixtures/serve-folders.ts';
import { addPhotos, shownNames, tiles } from './own-photos.ts';
import { results } from './shown-results.ts';

const crab = 'red-crab-on-sand.jpg';
const cat = 'tabby-cat-lying-on-porch.jpg';

/** Waits until the service worker answers this page's requests. */
async function controlled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller !== null) return;
    await new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
  });
}

/** A copy of the built page that a test may change. */
function copyOfPage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'onsight-page-'));
  cpSync('demo/dist', folder, { recursive: true, filter: (path) => !/dist[/](models|samples)/.test(path) });
  for (const large of ['models', 'samples']) symlinkSync(resolve('public', large), join(folder, large));
  return folder;
}

async function openBrowser(profile: string): Promise<BrowserContext> {
  const { executablePath, args } = test.info().project.use.launchOptions ?? {};
  return chromium.launchPersistentContext(profile, {
    ...(executablePath === undefined ? {} : { executablePath }),
    ...(args === undefined ? {} : { args }),
  });
}

test('the manifest describes an installable page that receives and opens photos', async ({ page }) => {
  await page.goto('/');
  const href = (await page.locator('link[rel=manifest]').getAttribute('href')) ?? '';
  const manifest = (await (await page.request.get(new URL(href, page.url()).href)).json()) as {
    readonly icons: readonly { readonly src: string }[];
    readonly screenshots: readonly { readonly src: string; readonly form_factor: string }[];
    readonly share_target: { readonly action: string; readonly method: string };
    readonly file_handlers: readonly { readonly action: string }[];
  };
  expect(manifest.screenshots.map(({ form_factor }) => form_factor)).toEqual(['wide', 'narrow']);
  for (const { src } of [...manifest.icons, ...manifest.screenshots]) {
    expect(src).not.toMatch(/^[/]|^https?:/);
    expect((await page.request.get(new URL(src, page.url()).href)).status()).toBe(200);
  }
  expect(manifest.share_target).toMatchObject({ action: './share', method: 'POST' });
  expect(manifest.file_handlers[0]?.action).toBe('./');
});

test('caches the shell and no model, sample or photo before it is used', async ({ page }) => {
  await page.goto('/');
  await controlled(page);
  const cached = await page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.includes('precache'));
    const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return lists.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(cached).toContain('/index.html');
  expect(cached.filter((path) => /[.](onnx|wasm|jpg|f32)$/.test(path))).toEqual([]);
});

test('starts, searches, describes and answers after network and browser were killed', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'onsight-profile-'));
  const site = await serveFolders({ '/': copyOfPage() });
  let context = await openBrowser(profile);
  let page = await context.newPage();
  await page.goto(site.origin);
  await controlled(page);
  await addPhotos(page, [crab, cat]);
  await expect(page.getByText('works offline')).toBeVisible({ timeout: 120_000 });
  await context.close();
  await site[Symbol.asyncDispose]();

  context = await openBrowser(profile);
  page = await context.newPage();
  await page.goto(site.origin);
  await expect(tiles(page)).toHaveCount(2, { timeout: 60_000 });
  await page.getByRole('searchbox').fill('a crab');
  await expect(results(page).getByRole('listitem').first()).toHaveAttribute('aria-label', crab, { timeout: 60_000 });
  await results(page).getByRole('button').first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('.caption')).toContainText(/crab/i, { timeout: 60_000 });
  await dialog.getByRole('textbox').fill('what animal is it?');
  await dialog.getByRole('textbox').press('Enter');
  await expect(dialog.locator('.answer[aria-busy=false]').first()).toContainText('%', { timeout: 60_000 });
  await context.close();
});

test('a new version waits until nothing is under way, and keeps library and models', async ({ page, context }) => {
  const folder = copyOfPage();
  await using site = await serveFolders({ '/': folder });
  let letGo: (() => void) | undefined;
  const asked: string[] = [];
  await context.route('**/models/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    asked.push(pathname);
    if (pathname.endsWith('vision_encoder.onnx'))
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
    await route.continue();
  });
  await page.goto(site.origin);
  await controlled(page);
  await page.locator('#pick-photos').setInputFiles(`public/samples/${crab}`);
  await expect.poll(() => letGo).toBeDefined();
  appendFileSync(join(folder, 'sw.js'), '\n// a new version');
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const { installing } = registration;
    if (registration.waiting !== null || installing === null) return;
    await new Promise((resolve) => {
      installing.addEventListener('statechange', resolve, { once: true });
    });
  });
  const offer = page.getByText('A new version of this page is ready.');
  await expect(page.getByRole('region', { name: 'Adding photos' })).toBeVisible();
  await expect(offer).toBeHidden();
  letGo?.();
  await expect(offer).toBeVisible({ timeout: 60_000 });
  expect(await shownNames(page)).toEqual([crab]);
  await expect(page.getByText('works offline')).toBeVisible({ timeout: 120_000 });
  asked.length = 0;
  const reloaded = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Reload' }).click({ timeout: 10_000 });
  await reloaded;
  await expect(tiles(page)).toHaveCount(1);
  await page.getByRole('searchbox').fill('a crab');
  await expect(results(page).getByRole('listitem').first()).toHaveAttribute('aria-label', crab, { timeout: 60_000 });
  expect(asked.filter((path) => path.endsWith('.onnx'))).toEqual([]);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting)).toBeNull();
});

test('photos that are shared to the page are added', async ({ page, context, baseURL }) => {
  await page.goto('/');
  await controlled(page);
  // As the system shares: a form that is sent from elsewhere.
  const other = await context.newPage();
  await other.setContent(
    `<form method="post" enctype="multipart/form-data" action="${baseURL ?? ''}share">
      <input type="file" name="photos" multiple /><button>Share</button>
    </form>`,
  );
  await other.locator('input').setInputFiles([`public/samples/${crab}`, `public/samples/${cat}`]);
  await other.getByRole('button', { name: 'Share' }).click();
  await expect(other).toHaveURL(baseURL ?? '');
  await expect(tiles(other)).toHaveCount(2, { timeout: 60_000 });
  expect(new Set(await shownNames(other))).toEqual(new Set([crab, cat]));
  expect(await other.evaluate(async () => (await (await caches.open('shared-photos')).keys()).length)).toBe(0);
});

test('files that the system opens with the page are added', async ({ page }) => {
  const base64 = readFileSync(`public/samples/${crab}`).toString('base64');
  await page.addInitScript(
    ([name, content]) => {
      Object.defineProperty(globalThis, 'launchQueue', {
        value: {
          setConsumer: (consume: (launch: { files: FileSystemFileHandle[] }) => void) => {
            const launch = async (): Promise<void> => {
              const root = await navigator.storage.getDirectory();
              const handle = await root.getFileHandle(name, { create: true });
              const file = await handle.createWritable();
              await file.write(Uint8Array.from(atob(content), (character) => character.charCodeAt(0)));
              await file.close();
              consume({ files: [handle] });
            };
            void launch();
          },
        },
      });
    },
    [crab, base64] as const,
  );
  await page.goto('/');
  await expect(tiles(page)).toHaveCount(1, { timeout: 60_000 });
  expect(await shownNames(page)).toEqual([crab]);
});

test('offers to install the page where the browser does', async ({ page }) => {
  await page.goto('/');
  const button = page.getByRole('button', { name: 'Install' });
  await expect(page.getByRole('button', { name: 'Add photos' }).first()).toBeVisible();
  await expect(button).toBeHidden();
  await page.evaluate(() => {
    const event = new Event('beforeinstallprompt', { cancelable: true });
    Object.assign(event, {
      prompt: () => {
        document.body.dataset['prompted'] = 'true';
        return Promise.resolve({ outcome: 'accepted' });
      },
    });
    dispatchEvent(event);
  });
  await button.click();
  await expect(page.locator('body')).toHaveAttribute('data-prompted', 'true');
  await expect(button).toBeHidden();
});

test('a folder is opened again at a later visit, and only its new photos are read', async ({ page }) => {
  // The browser's own files, because no test can press its picker; their handles are kept like any other.
  await page.addInitScript(() => {
    Object.assign(globalThis, {
      showDirectoryPicker: async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle('holiday', { create: true }),
    });
  });
  const put = (name: string): Promise<void> =>
    page.evaluate(
      async ([file, content]) => {
        const root = await navigator.storage.getDirectory();
        const folder = await root.getDirectoryHandle('holiday', { create: true });
        const handle = await folder.getFileHandle(file, { create: true });
        const stream = await handle.createWritable();
        await stream.write(Uint8Array.from(atob(content), (character) => character.charCodeAt(0)));
        await stream.close();
      },
      [name, readFileSync(`public/samples/${name}`).toString('base64')] as const,
    );
  await page.goto('/');
  await put(crab);
  await page.getByRole('button', { name: 'Add a folder' }).last().click();
  await expect(tiles(page)).toHaveCount(1, { timeout: 60_000 });
  await page.reload();
  await expect(tiles(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Find new photos in “holiday”' }).click();
  await expect(page.getByText('No new photos in “holiday”.')).toBeVisible();
  await put(cat);
  await page.getByRole('button', { name: 'Find new photos in “holiday”' }).click();
  await expect(tiles(page)).toHaveCount(2, { timeout: 60_000 });
  // The photo that was there is not even counted as a duplicate: it was not read.
  await expect(page.locator('.panel__text')).toHaveText('1 photo added');
});
