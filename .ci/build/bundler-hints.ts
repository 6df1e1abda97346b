/** The part of rolldown's plugin interface that is needed here. */
interface HintsPlugin {
  readonly name: string;
  transform: (code: string, id: string) => string | undefined;
  generateBundle: (options: unknown, bundle: Readonly<Record<string, { code?: string | undefined }>>) => void;
}

// ORT hides this address from bundlers behind a variable; our minifier would lay it open again, and a consumer's
// bundler would look for a file that does not exist. Its value is not used: `wasmPaths` is always set.
const ortOwnUrl = /new URL\(new \w+\("ort[.]webgpu[.]min[.]mjs",import[.]meta[.]url\)[.]href,\w+\)[.]href/;

/**
 * Keeps in our minified files what other people's bundlers read in them: the address of an asset as a quoted string,
 * and the comments that say that an `import()` is left to the browser.
 *
 * @throws Error when ORT's code is not the one that this was written for
 */
export function bundlerHints(): HintsPlugin {
  return {
    name: 'onsight:bundler-hints',
    transform(code, id) {
      if (!/onnxruntime-web[\\/]dist[\\/]ort[.]webgpu[.]min[.]mjs$/.test(id)) return undefined;
      if (!ortOwnUrl.test(code)) throw new Error(`${id} asks for its own address in a way that is not known here.`);
      return code.replace(ortOwnUrl, 'import.meta.url');
    },
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        file.code = file.code
          ?.replace(/new URL\(`([^`$]+)`,\s*import[.]meta[.]url\)/g, 'new URL("$1",import.meta.url)')
          .replace(/\bimport\((?=[\w$.[\]]+\)|`)/g, 'import(/* @vite-ignore */ /* webpackIgnore: true */ ');
      }
    },
  };
}
