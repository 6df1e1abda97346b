import type { Plugin } from 'vite';
import { securityHeaders } from './security-headers.ts';

/**
 * Writes what static hosts read beside the page: `_headers` (Netlify, Cloudflare Pages) and `.nojekyll` (GitHub Pages,
 * which would leave out names with an underscore).
 */
export function hostFilesPlugin(): Plugin {
  return {
    name: 'onsight-host-files',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: toHeadersFile() });
      this.emitFile({ type: 'asset', fileName: '.nojekyll', source: '' });
    },
  };
}

function toHeadersFile(): string {
  const lines = Object.entries(securityHeaders).map(([name, value]) => `  ${name}: ${value}\n`);
  // Names with a hash never change their content; the service worker is fetched again.
  const caching = [
    '/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n',
    '/sw.js\n  Cache-Control: no-cache\n',
  ];
  return [`/*\n${lines.join('')}`, ...caching].join('');
}
