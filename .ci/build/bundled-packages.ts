import { readFileSync } from 'node:fs';

/** The part of rolldown's plugin interface that is needed here. */
interface CollectorPlugin {
  readonly name: string;
  generateBundle: (options: unknown, bundle: Readonly<Record<string, BundledFile>>) => void;
}

interface BundledFile {
  readonly type: 'chunk' | 'asset';
  readonly fileName: string;
  readonly modules?: Readonly<Record<string, { readonly renderedLength: number }>>;
}

const packageFolder = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;
/** Bundlers leave this line where a module begins: a package's own bundle tells what it took in. */
const inlined = /^\/\/ .*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm;

/** Collects the folders of the packages of which code was really written to an output file. */
export class BundledPackages {
  readonly #folders = new Set<string>();

  get folders(): readonly string[] {
    return [...this.#folders].sort();
  }

  /** Adds a package whose files are copied and not bundled. */
  add(name: string): void {
    this.#folders.add(`node_modules/${name}`);
  }

  plugin(): CollectorPlugin {
    return {
      name: 'onsight:bundled-packages',
      generateBundle: (_options, bundle) => {
        for (const file of Object.values(bundle)) {
          // Types leave nothing of their packages' code behind.
          if (file.type !== 'chunk' || file.fileName.endsWith('.d.ts')) continue;
          for (const [id, module] of Object.entries(file.modules ?? {})) if (module.renderedLength > 0) this.#take(id);
        }
      },
    };
  }

  #take(id: string): void {
    const path = id.replace(/^\0/, '').replace(/\?.*$/, '');
    const folder = packageFolder.exec(path)?.[1];
    if (folder === undefined) return;
    this.add(folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length));
    for (const [, name] of readFileSync(path, 'utf8').matchAll(inlined)) if (name !== undefined) this.add(name);
  }
}
