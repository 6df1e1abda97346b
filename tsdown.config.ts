import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';
import { buildId } from './.ci/build/build-id.ts';
import { bundlerHints } from './.ci/build/bundler-hints.ts';
import { throughThePage } from './.ci/build/through-the-page.ts';
import { absentFromPages } from './.ci/build/absent-from-pages.ts';
import { BundledPackages } from './.ci/build/bundled-packages.ts';
import { checkNotEmpty, sizeTable } from './.ci/build/report-sizes.ts';
import { thirdPartyNotices } from './.ci/build/third-party-notices.ts';

// The shape of our own package.json.
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
const build = buildId(version);
const packages = new BundledPackages();
const running = new Set<string>();
const finished = new Set<string>();

/** What all outputs share: nothing is left to be installed, and page and worker know their build. */
const shared = {
  outDir: 'dist',
  platform: 'browser',
  // The oldest browsers with module workers, OPFS and WASM SIMD; also lowers `using`.
  target: 'es2022',
  define: { __ONSIGHT_BUILD__: JSON.stringify(build) },
  // The names are fixed, so that a build replaces what was there; another build or test may be reading the folder.
  clean: false,
  hash: false,
  report: false,
  dts: false,
  failOnWarn: true,
  // Declarations name AsyncDisposable; a consumer's `lib` need not.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
  deps: { alwaysBundle: [/./], onlyBundle: false },
  plugins: [packages.plugin(), bundlerHints()],
} satisfies UserConfig;

/** Adds the hooks that tell when the last output is written. */
function output(name: string, config: UserConfig): UserConfig {
  return {
    ...shared,
    ...config,
    name,
    hooks: {
      'build:prepare': () => void running.add(name),
      'build:done': () => {
        running.delete(name);
        finished.add(name);
        if (running.size === 0) finish();
      },
    },
  };
}

function finish(): void {
  // ORT's wasm is copied, so no bundler has seen it.
  for (const name of ['onnxruntime-web', 'onnxruntime-common']) packages.add(name);
  // A build of one output alone (`build:assets`) does not know what the others hold.
  if (finished.size === outputs.length) {
    writeFileSync('dist/THIRD-PARTY-NOTICES.txt', thirdPartyNotices(packages.folders));
  }
  checkNotEmpty('dist');
  console.log(`\nbuild ${build}\n${sizeTable('dist')}`);
}

/** A worker and a script tag are one file each: no chunks that a page would have to find beside them. */
const oneFile = { outputOptions: { codeSplitting: false } } satisfies UserConfig;

const ortFiles = ['', '.asyncify'].flatMap((variant) =>
  ['mjs', 'wasm'].map((kind) => `node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded${variant}.${kind}`),
);

const outputs: readonly UserConfig[] = [
  output('page', {
    entry: { index: 'src/index.ts' },
    dts: true,
    // Readable in a debugger; the comments are in the types, where an editor shows them.
    outputOptions: { codeSplitting: false, comments: false },
  }),
  output('worker', {
    entry: { worker: 'src/worker.ts' },
    minify: true,
    ...oneFile,
    // Leaves ORT's wasm out of the bundle; it lies in dist/assets.
    inputOptions: { resolve: { conditionNames: ['onnxruntime-web-use-extern-wasm', 'import', 'browser', 'default'] } },
  }),
  output('store', {
    entry: { store: 'src/store.ts' },
    dts: true,
    outputOptions: { codeSplitting: false, comments: false },
  }),
  output('evaluate', {
    entry: { evaluate: 'src/evaluate.ts' },
    dts: true,
    outputOptions: { codeSplitting: false, comments: false },
  }),
  output('state', {
    entry: { state: 'src/state.ts' },
    dts: true,
    outputOptions: { codeSplitting: false, comments: false },
  }),
  output('elements', {
    entry: { elements: 'src/elements.ts' },
    dts: true,
    minify: true,
    ...oneFile,
    plugins: [...shared.plugins, throughThePage()],
  }),
  output('testing', {
    entry: { testing: 'src/testing.ts' },
    outputOptions: { codeSplitting: false, comments: false },
    alias: absentFromPages,
  }),
  output('testing-types', {
    entry: { testing: 'src/testing.ts' },
    dts: { emitDtsOnly: true },
    // An instance for tests has the type of a real one: TypeScript compares classes with private fields by their home.
    plugins: [
      packages.plugin(),
      {
        name: 'onsight:types-of-index',
        resolveId: (id: string) =>
          /[/]api[/](onsight|create-onsight)[.]ts$/.test(id) ? { id: './index.js', external: true } : undefined,
      },
    ],
  }),
  output('store-worker', { entry: { 'store-worker': 'src/store-worker.ts' }, minify: true, ...oneFile }),
  output('assets', {
    entry: { transformers: 'src/runtime/transformers/transformers-entry.ts' },
    outDir: 'dist/assets',
    minify: true,
    ...oneFile,
    // transformers.js takes the worker's one ORT, which lies on the global object by then.
    alias: Object.fromEntries(
      ['onnxruntime-web/webgpu', 'onnxruntime-common'].map((name) => [
        name,
        resolve('src/runtime/transformers/transformers-ort-shim.ts'),
      ]),
    ),
    copy: ortFiles.map((from) => ({ from, to: 'dist/assets' })),
  }),
  output('assets-metadata', {
    entry: { 'image-metadata': 'src/media/metadata/read-metadata.ts' },
    outDir: 'dist/assets',
    minify: true,
    ...oneFile,
  }),
  output('assets-media', {
    entry: { 'media-decoder': 'src/media/media-decoder.ts' },
    outDir: 'dist/assets',
    minify: true,
    ...oneFile,
  }),
  output('remote', {
    entry: { remote: 'src/remote.ts' },
    dts: true,
    minify: true,
    ...oneFile,
    alias: absentFromPages,
  }),
  output('script-tag', {
    entry: { onsight: 'src/global.ts' },
    format: 'iife',
    globalName: 'onsight',
    outputOptions: { entryFileNames: 'onsight.global.js' },
    minify: true,
    // `import.meta.url` does not exist in a classic script.
    alias: { [resolve('src/api/spawn/spawn.ts')]: resolve('src/api/spawn/spawn-script.ts') },
  }),
  output('command-line', {
    entry: { cli: 'src/cli.ts' },
    platform: 'node',
    target: 'node20.19',
    fixedExtension: false,
    minify: true,
    ...oneFile,
    // hash-wasm's CommonJS build, which Node would take, brings every hash there is.
    inputOptions: { resolve: { mainFields: ['module', 'main'] } },
  }),
];

export default defineConfig([...outputs]);
