import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Builds scripts that the service worker imports, each as `<name>.js`. */
export function serviceWorkerPlugin(folder: string, names: readonly string[]): Plugin {
  return {
    name: 'onsight-service-worker',
    apply: 'build',
    buildStart() {
      for (const name of names)
        this.emitFile({ type: 'chunk', id: join(folder, `${name}.ts`), fileName: `${name}.js` });
    },
  };
}
