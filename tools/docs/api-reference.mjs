// API reference from the TSDoc comments in the built declarations, one Markdown page per entry point.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Application } from 'typedoc';

/** Entry points of package.json that have declarations: `{ name, types }`, `name` as it is imported. */
export function entryPoints({ name, exports }) {
  return Object.entries(exports).flatMap(([path, { types }]) =>
    types === undefined ? [] : [{ name: path === '.' ? name : `${name}${path.slice(1)}`, types }],
  );
}

/** Markdown of each entry point: `[{ name, file, text }]`. @throws Error if the package is not built. */
export async function apiReference(manifest) {
  const entries = entryPoints(manifest);
  const out = mkdtempSync(join(tmpdir(), 'onsight-api-'));
  try {
    const app = await Application.bootstrapWithPlugins({
      entryPoints: entries.map(({ types }) => resolve(types)),
      plugin: ['typedoc-plugin-markdown'],
      outputs: [{ name: 'markdown', path: out }],
      readme: 'none',
      router: 'module',
      disableSources: true,
      skipErrorChecking: true,
      hidePageHeader: true,
      hideBreadcrumbs: true,
      useCodeBlocks: true,
      useHTMLAnchors: true,
      parametersFormat: 'table',
      interfacePropertiesFormat: 'table',
      typeDeclarationFormat: 'table',
      logLevel: 'Error',
      tsconfig: resolve('tools/docs/tsconfig.json'),
    });
    const project = await app.convert();
    if (project === undefined)
      throw new Error('There are no declarations in dist/. Run `npm run build:library` first.');
    await app.generateOutputs(project);
    const written = new Set(readdirSync(out));
    return entries.flatMap(({ name, types }) => {
      const file = types.split('/').pop().replace('.d.ts', '.md');
      if (!written.has(file)) throw new Error(`typedoc wrote no page for ${name}.`);
      return { name, file, text: readFileSync(join(out, file), 'utf8').replace(/^# .*/m, `# ${name}`) };
    });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
