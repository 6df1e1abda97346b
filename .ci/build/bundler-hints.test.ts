import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { addHints } from './bundler-hints.ts';

const hint = '/* @vite-ignore */ /* webpackIgnore: true */ ';
const hinted = (code: string): string => addHints(code, parseSync('chunk.js', code).program);

test('leaves imports of computed addresses to the browser', () => {
  expect(hinted('const load = (url) => import(url);')).toBe(`const load = (url) => import(${hint}url);`);
  expect(hinted('import(a.b[0]); import(`${x}.js`); import(f(x, "é"))')).toBe(
    `import(${hint}a.b[0]); import(${hint}\`\${x}.js\`); import(${hint}f(x, "é"))`,
  );
});

test('leaves imports with a fixed address to the bundler', () => {
  const code = 'import("./a.js"); import(/* @vite-ignore */ url);';
  expect(hinted(code)).toBe(code);
});

test('changes no comment, string or method that looks like an import', () => {
  const code = [
    '/** @example await onsight.models.import(input.files) */',
    '// import(url); new URL(`a`, import.meta.url)',
    'const text = "import(url)" + \'new URL(`a`, import.meta.url)\' + `import(url)`;',
    'models.import(files); const o = { import(folder) { return folder; } };',
    'const matches = /import(url)/;',
  ].join('\n');
  expect(hinted(code)).toBe(code);
});

test('quotes the address of an asset', () => {
  expect(hinted('new Worker(new URL(`./worker.js`,import.meta.url))')).toBe(
    'new Worker(new URL("./worker.js",import.meta.url))',
  );
  const others = 'new URL(`./${name}`, import.meta.url); new URL(`./a`, base); new URL("./a", import.meta.url)';
  expect(hinted(others)).toBe(others);
});
