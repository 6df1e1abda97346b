import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import ts from 'typescript';
import { serveFolders } from '../fixtures/serve-folders.ts';

/**
 * A snippet of a page, to be run: `<!-- run: expression -->` stands above the block, and the expression, which sees the
 * names that the snippet declares, must be true after it.
 */
interface Snippet {
  readonly name: string;
  readonly code: string;
  readonly expected: string;
}

function snippetsOf(file: string): readonly Snippet[] {
  const blocks = readFileSync(file, 'utf8').matchAll(/<!-- run: (.+?) -->\s*```ts\n([^]*?)```/g);
  return Array.from(blocks, ([, expected = '', code = ''], at) => ({ name: `${file} ${at + 1}`, code, expected }));
}

const pages = readdirSync('docs')
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const snippets = pages.flatMap(snippetsOf);

/** The code as a function of its own; what it imports is taken from modules that are there already. */
function toFunction({ code, expected }: Snippet): string {
  const script = `${code.replaceAll(/^export (?=(async )?(function|const|let) )/gm, '')}\nreturn Boolean(${expected});`;
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true };
  const { outputText } = ts.transpileModule(script, { compilerOptions });
  const body = outputText.replaceAll(
    /^import \{([^}]*)\} from '([^']+)';$/gm,
    (_, names: string, from: string) => `const {${names.replaceAll(' as ', ': ')}} = modules['${from}'];`,
  );
  return `async ({ modules, onsight, library, file, files, image, input, signal, onProgress }) => {{\n${body}\n}}`;
}

/** Runs all snippets on one page, one after the other, with one instance and one library of four photos. */
const page = `<!doctype html><script type="module">
  import * as main from '/dist/index.js';
  import * as store from '/dist/store.js';
  import * as state from '/dist/state.js';
  import * as evaluate from '/dist/evaluate.js';
  const names = ['golden-retriever-panting', 'dachshund-on-a-path', 'stack-of-pancakes', 'red-crab-on-sand'];
  const files = await Promise.all(names.map(async (name) =>
    new File([await (await fetch('/samples/' + name + '.jpg')).blob()], name + '.jpg', { type: 'image/jpeg' })));
  const shared = await main.createOnsight();
  // A snippet that ends its instance has one of its own; the others share one, so that weights are loaded once.
  const sharing = { ...main, createOnsight: (options) => (options === undefined ? Promise.resolve(shared) : main.createOnsight(options)) };
  const library = await shared.openLibrary('snippets');
  await library.add(files);
  document.body.append(Object.assign(new Image(), { src: URL.createObjectURL(files[0]) }));
  await document.images[0].decode();
  const given = {
    modules: { onsight: sharing, 'onsight/store': store, 'onsight/state': state, 'onsight/evaluate': evaluate },
    onsight: shared, library, file: files[0], files, image: files[0], input: { files },
    signal: new AbortController().signal, onProgress: () => undefined,
  };
  const results = {};
  const run = async (name, snippet) => {
    results[name] = await snippet(given).catch((error) => String(error));
  };
  ${snippets.map((snippet) => `await run(${JSON.stringify(snippet.name)}, ${toFunction(snippet)});`).join('\n')}
  globalThis.results = results;
  document.title = 'done';
</script>`;

test('the snippets of the docs run and do what they say', async ({ page: tab }) => {
  test.setTimeout(270_000);
  await using server = await serveFolders(
    { '/dist/': 'dist', '/models/': 'public/models', '/samples/': 'public/samples' },
    { pages: { '/': page } },
  );
  await tab.goto(`${server.origin}/`);
  await expect(tab).toHaveTitle('done', { timeout: 240_000 });
  const results = await tab.evaluate(() => (globalThis as unknown as { readonly results: unknown }).results);
  expect(results).toEqual(Object.fromEntries(snippets.map(({ name }) => [name, true])));
  expect(snippets.length).toBeGreaterThan(8);
});

test('the page of docs/start.md adds photos and shows what is found', async ({ page: tab }) => {
  const [, html = ''] = /```html\n([^]*?)```/.exec(readFileSync('docs/start.md', 'utf8')) ?? [];
  await using server = await serveFolders(
    { '/onsight/': 'dist', '/onsight/models/': 'public/models' },
    { pages: { '/': html } },
  );
  await tab.goto(`${server.origin}/`);
  await tab.waitForFunction(() => document.querySelector<HTMLInputElement>('[type=search]')?.onchange !== null);
  const names = ['golden-retriever-panting.jpg', 'stack-of-pancakes.jpg'];
  await tab.locator('[type=file]').setInputFiles(names.map((name) => `public/samples/${name}`));
  // The page says nothing when it has added them, so ask until the photo is found.
  await expect(async () => {
    await tab.locator('[type=search]').fill('');
    await tab.locator('[type=search]').fill('a golden retriever');
    await tab.locator('[type=search]').press('Enter');
    await expect(tab.locator('ol img').first()).toHaveAttribute('alt', 'golden-retriever-panting.jpg');
  }).toPass({ timeout: 120_000 });
});
