import { mkdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { serveFolders } from '../fixtures/serve-folders.ts';
import { expectAccessible } from './expect-accessible.ts';

const pictures = 'e2e/output/screens';
mkdirSync(pictures, { recursive: true });

const mounts = { '/dist/': 'dist', '/models/': 'public/models', '/samples/': 'public/samples' };
// The policy of docs/setup.md, with Trusted Types; thumbnails are blobs.
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src 'self' blob: data:; " +
  "trusted-types onsight; require-trusted-types-for 'script'";

/** The script tag of docs/elements.md on a page without styles. */
function page(lang: string, scheme: string): string {
  const [, snippet = ''] = /```html\n([^]*?)```/.exec(readFileSync('docs/elements.md', 'utf8')) ?? [];
  const here = snippet
    .replaceAll('https://your.host/onsight/', '/dist/')
    .replaceAll('https://your.host', '')
    .replace('photo.jpg', '/samples/kingfisher-on-branch.jpg');
  const meta = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="${scheme}">`;
  return `<!doctype html><html lang="${lang}"><title>A page</title><link rel="icon" href="data:,">${meta}<main><h1>A page</h1>${here}</main></html>`;
}

const names = [
  'golden-retriever-panting',
  'tabby-cat-lying-on-porch',
  'stack-of-pancakes',
  'neuschwanstein-castle',
  'red-crab-on-sand',
  'two-giraffes-in-savanna',
  'sailing-boats-in-nagasaki-harbour',
  'white-sports-car-on-road',
];

test("the elements of the docs' script tag work under a strict policy, in both languages and schemes", async ({
  page: tab,
}) => {
  const problems: string[] = [];
  const asked: string[] = [];
  tab.on('console', (message) => {
    // The form of `new Worker` that bundlers follow is tried first, and the policy of Trusted Types reports it.
    if (message.type() === 'error' && !message.text().includes('TrustedScriptURL')) problems.push(message.text());
  });
  tab.on('pageerror', (error) => problems.push(error.message));
  tab.context().on('request', (request) => asked.push(request.url()));
  const pages = { '/': page('en', 'light dark'), '/zh': page('zh', 'light dark') };
  await using server = await serveFolders(mounts, { pages, headers: { 'content-security-policy': policy } });
  await tab.setViewportSize({ width: 1280, height: 900 });
  await tab.goto(`${server.origin}/`);

  const search = tab.locator('onsight-search');
  await expect(search.getByText('Drop photos here')).toBeVisible();
  await tab.screenshot({ path: `${pictures}/elements-empty-1280-light-en.png` });
  await search.getByLabel('Choose photos').setInputFiles(names.map((name) => `public/samples/${name}.jpg`));
  await expect(search.getByRole('status')).toHaveText('8 photos', { timeout: 120_000 });
  await expect(search.getByRole('progressbar')).toHaveCount(0);
  await expect(search.locator('img')).toHaveCount(8);
  await tab.screenshot({ path: `${pictures}/elements-photos-1280-light-en.png` });
  await search.getByRole('searchbox').fill('a dog');
  await expect(search.getByRole('status')).toHaveText(/match|closest/, { timeout: 60_000 });
  await expect(search.getByRole('listitem').first().getByRole('button').first()).toHaveAccessibleName(
    'golden-retriever-panting.jpg',
  );
  const photo = tab.locator('#photo');
  await expect(photo).toHaveAttribute('alt', /\w/, { timeout: 60_000 });
  await expect(tab.locator('onsight-caption')).toHaveText((await photo.getAttribute('alt')) ?? '');
  await expectAccessible(tab);
  await search.getByRole('searchbox').focus();
  await tab.screenshot({ path: `${pictures}/elements-results-1280-light-en.png` });

  await tab.setViewportSize({ width: 360, height: 740 });
  await tab.emulateMedia({ colorScheme: 'dark' });
  await tab.goto(`${server.origin}/zh`);
  // axe takes the colour behind a page for white unless it is named.
  await tab.evaluate(() => {
    document.documentElement.style.background = 'Canvas';
  });
  await expect(search.getByRole('status')).toHaveText('8 张照片', { timeout: 60_000 });
  await search.getByRole('listitem').first().getByRole('button', { name: /^选择/ }).click();
  await expect(search.getByText('已选择 1 张')).toBeVisible();
  await expect(search.locator('img')).toHaveCount(8);
  await expectAccessible(tab);
  await tab.screenshot({ path: `${pictures}/elements-photos-360-dark-zh.png` });
  await search.getByRole('button', { name: '删除' }).click();
  await expect(search.getByText('已删除 1 张照片')).toBeVisible();
  await tab.screenshot({ path: `${pictures}/elements-undo-360-dark-zh.png` });
  await search.getByRole('button', { name: '撤销' }).click();
  await expect(search.getByRole('status')).toHaveText('8 张照片');

  expect(problems).toEqual([]);
  const foreign = asked.filter((url) => !/^(data|blob):/.test(url) && new URL(url).origin !== server.origin);
  expect(foreign).toEqual([]);
});
