import type { Plugin } from 'vite';

/** Builds the part of the service worker that receives shared photos, as `share-target.js`. */
export function shareTargetPlugin(entry: string): Plugin {
  return {
    name: 'onsight-share-target',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: entry, fileName: 'share-target.js' });
    },
  };
}
