import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { manifest } from './build/manifest.ts';
import { hostFilesPlugin } from './build/host-files-plugin.ts';
import { policyPlugin } from './build/policy-plugin.ts';
import { repositoryOf } from './build/repository-address.ts';
import { samplesPlugin } from './build/samples-plugin.ts';
import { securityHeaders } from './build/security-headers.ts';
import { serviceWorkerPlugin } from './build/service-worker-plugin.ts';

const root = import.meta.dirname;
// The first one sees which requests the others answer.
const serviceWorkerParts = ['count-requests', 'share-target'];

export default defineConfig({
  root,
  base: './',
  publicDir: resolve(root, '../public'),
  // The demo is a consumer of the package: it sees what the build made, under the package's name.
  resolve: {
    alias: [
      { find: /^onsight$/, replacement: resolve(root, '../dist/index.js') },
      { find: /^onsight\/state$/, replacement: resolve(root, '../dist/state.js') },
      { find: /^onsight\/store$/, replacement: resolve(root, '../dist/store.js') },
      { find: /^onsight\/store-worker\.js$/, replacement: resolve(root, '../dist/store-worker.js') },
    ],
  },
  define: {
    // Links of the page "How it works": empty until the owner sets the address in package.json, or the docs are published below the page.
    __REPOSITORY__: JSON.stringify(repositoryOf(readFileSync(resolve(root, '../package.json'), 'utf8'))),
    __DOCS__: JSON.stringify(process.env['ONSIGHT_DOCS'] ?? ''),
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: resolve(root, 'dist'), emptyOutDir: true, assetsInlineLimit: 0 },
  preview: { headers: securityHeaders },
  plugins: [
    samplesPlugin(resolve(root, '../public/samples'), resolve(root, '../public/models/starter')),
    policyPlugin(),
    hostFilesPlugin(),
    serviceWorkerPlugin(resolve(root, 'service-worker'), serviceWorkerParts),
    VitePWA({
      // The page registers it and decides when a new version takes over: state/page-update.ts.
      registerType: 'prompt',
      injectRegister: null,
      workbox: {
        // The shell only: models and ORT's wasm are kept by onsight itself, samples once they were shown.
        globPatterns: ['**/*.{html,css,js,mjs,svg,webmanifest}', 'icons/*.png'],
        globIgnores: ['models/**', ...serviceWorkerParts.map((name) => `${name}.js`)],
        importScripts: serviceWorkerParts.map((name) => `${name}.js`),
        clientsClaim: true,
        runtimeCaching: [
          {
            urlPattern: ({ sameOrigin, url }) => sameOrigin && /[/]samples[/][^/]+$/.test(url.pathname),
            handler: 'CacheFirst',
            options: { cacheName: 'samples' },
          },
        ],
      },
      manifest,
    }),
  ],
});
