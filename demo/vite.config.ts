import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { policyPlugin } from './build/policy-plugin.ts';
import { samplesPlugin } from './build/samples-plugin.ts';
import { securityHeaders } from './build/security-headers.ts';

const root = import.meta.dirname;

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
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: resolve(root, 'dist'), emptyOutDir: true, assetsInlineLimit: 0 },
  preview: { headers: securityHeaders },
  plugins: [
    samplesPlugin(resolve(root, '../public/samples'), resolve(root, '../public/models/starter')),
    policyPlugin(),
    VitePWA({
      registerType: 'autoUpdate',
      injectRegister: 'script',
      // The shell only: models and ORT's wasm are kept by onsight itself.
      workbox: {
        globPatterns: ['**/*.{html,css,js,mjs,svg,webmanifest}', 'icons/*.png', 'samples/*.jpg'],
        globIgnores: ['models/**'],
        clientsClaim: true,
        skipWaiting: true,
      },
      manifest: {
        name: 'onsight',
        short_name: 'onsight',
        description:
          'Search your photos by what is in them. Everything runs in this page; your photos never leave your device.',
        start_url: './',
        display: 'standalone',
        background_color: '#fafafa',
        theme_color: '#fafafa',
        icons: [
          { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
});
