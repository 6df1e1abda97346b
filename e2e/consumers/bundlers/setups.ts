/** One way to build the newcomer's page, with the fewest lines of configuration. */
export interface Setup {
  readonly name: string;
  /** npm packages besides this one. */
  readonly packages: Readonly<Record<string, string>>;
  /** The configuration that onsight needs: text of files by path. Its lines are counted. */
  readonly config?: Readonly<Record<string, string>>;
  /** Dependencies of the tool itself, with or without onsight. */
  readonly scaffold?: Readonly<Record<string, string>>;
  /** Options of `createOnsight`, as source. */
  readonly options?: string;
  /** Shell commands that build the page. */
  readonly build: readonly string[];
  /** A folder to serve, or the command of a server that prints its address. */
  readonly serve: { readonly folder: string } | { readonly command: string };
}

/** The copy of the worker and its files beside a bundle, for tools that do not follow `new URL(…, import.meta.url)`. */
const copy = (folder: string): string =>
  `cp -r node_modules/onsight/dist/worker.js node_modules/onsight/dist/assets ${folder}/`;
const script = (src: string, type = ' type="module"'): string =>
  `<!doctype html><title>A page</title><link rel="icon" href="data:,"><body><script${type} src="${src}"></script>`;
const viteIndex = { 'index.html': script('/src/main.js') };
const bundled = (type?: string): Readonly<Record<string, string>> => ({ 'out/index.html': script('main.js', type) });
const excluded = { 'vite.config.js': "export default { optimizeDeps: { exclude: ['onsight'] } };" };

const next: Pick<Setup, 'packages' | 'scaffold'> = {
  packages: { next: '16.4.6', react: '19', 'react-dom': '19' },
  scaffold: {
    'app/layout.jsx':
      'export default ({ children }) => <html><head><link rel="icon" href="data:," /></head><body>{children}</body></html>;',
    'app/page.jsx':
      "'use client';\nimport { useEffect } from 'react';\nexport default function Page() { useEffect(() => { import('../src/main.js'); }, []); return <main />; }",
  },
};

export const setups: readonly Setup[] = [
  {
    name: 'Vite 8, build',
    packages: { vite: '8' },
    scaffold: viteIndex,
    build: ['npx vite build --outDir out'],
    serve: { folder: 'out' },
  },
  { name: 'Vite 8, dev', packages: { vite: '8' }, scaffold: viteIndex, build: [], serve: { command: 'npx vite dev' } },
  {
    name: 'Vite 7, build',
    packages: { vite: '7' },
    scaffold: viteIndex,
    build: ['npx vite build --outDir out'],
    serve: { folder: 'out' },
  },
  {
    name: 'Vite 7, dev',
    packages: { vite: '7' },
    scaffold: viteIndex,
    config: excluded,
    build: [],
    serve: { command: 'npx vite dev' },
  },
  {
    name: 'Vite 5, dev',
    packages: { vite: '5' },
    scaffold: viteIndex,
    config: excluded,
    build: [],
    serve: { command: 'npx vite dev' },
  },
  {
    name: 'webpack 5',
    packages: { webpack: '5', 'webpack-cli': '6' },
    scaffold: bundled(),
    build: ['npx webpack --mode production --entry ./src/main.js -o out'],
    serve: { folder: 'out' },
  },
  {
    name: 'Rspack',
    packages: { '@rspack/core': '1', '@rspack/cli': '1' },
    scaffold: bundled(),
    build: ['npx rspack build --mode production --entry ./src/main.js -o out'],
    serve: { folder: 'out' },
  },
  {
    name: 'Rollup',
    packages: { rollup: '4', '@rollup/plugin-node-resolve': '16' },
    scaffold: bundled(),
    config: { 'copy.sh': copy('out') },
    build: ['npx rollup src/main.js -f es -d out -p node-resolve', 'sh copy.sh'],
    serve: { folder: 'out' },
  },
  {
    name: 'esbuild, ES modules',
    packages: { esbuild: '0.25' },
    scaffold: bundled(),
    config: { 'copy.sh': copy('out') },
    build: ['npx esbuild src/main.js --bundle --format=esm --outdir=out', 'sh copy.sh'],
    serve: { folder: 'out' },
  },
  {
    name: 'esbuild, classic script',
    packages: { esbuild: '0.25' },
    scaffold: bundled(''),
    config: { 'copy.sh': copy('out') },
    build: ['npx esbuild src/main.js --bundle --outdir=out', 'sh copy.sh'],
    serve: { folder: 'out' },
  },
  {
    name: 'Parcel 2',
    packages: { parcel: '2' },
    scaffold: { 'src/index.html': script('./main.js') },
    config: { 'copy.sh': `mkdir -p out/onsight && ${copy('out/onsight')}` },
    options: "{ workerUrl: '/onsight/worker.js' }",
    build: ['npx parcel build src/index.html --dist-dir out --no-optimize --public-url /', 'sh copy.sh'],
    serve: { folder: 'out' },
  },
  { name: 'Next.js 16, Turbopack', ...next, build: ['npx next build'], serve: { command: 'npx next start' } },
  { name: 'Next.js 16, Turbopack, dev', ...next, build: [], serve: { command: 'npx next dev' } },
  { name: 'Next.js 16, webpack', ...next, build: ['npx next build --webpack'], serve: { command: 'npx next start' } },
];
