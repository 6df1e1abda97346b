import { expect, test } from 'vitest';
import { checkExports, countExports, exportedNames, findPhrases, proseOf, roomOf } from './prose.mjs';

const phrases = [
  { pattern: '\\bthat is none\\b', reason: 'it hides the noun', instead: '"invalid"', within: ['src/'] },
];

test.each([
  ['a comment', '/** For a query that is none. */'],
  ['a comment that wraps', '/**\n * For a query that\n * is none.\n */'],
  ['line comments that wrap', '// For a query that\n// is none.\n'],
  ['a comment behind code', 'const a = 1; // that is none'],
  ['a string', "throw new TypeError('Got a query that is none.');"],
  ['a template', 'throw new TypeError(`Got ${query} that is none.`);'],
])('finds a forbidden phrase in %s', (_, text) => {
  expect(findPhrases('src/core/a.ts', text, phrases)).toEqual([
    'src/core/a.ts:1: "that is none": it hides the noun. Write "invalid".',
  ]);
});

test.each([
  ['code', 'src/core/a.ts', 'that is none'],
  ['a folder outside `within`', 'demo/a.ts', '// that is none'],
  ['a code block of Markdown', 'src/core/README.md', '```\nthat is none\n```\nand `that is none`'],
])('allows the phrase in %s', (_, path, text) => {
  expect(findPhrases(path, text, phrases)).toEqual([]);
});

test('reports the line that a comment starts at', () => {
  const [, second] = proseOf('a.ts', "const a = 'x';\n\n// one\n// two\n");
  expect(second).toEqual({ text: '// one two ', line: 3 });
});

test('counts the names that a module declares, overloads once', () => {
  const text = [
    'export type A = 1;',
    'export function b(): void;',
    'export function b(): void {}',
    'export abstract class C {}',
    'export async function* d() {}',
    "export { e } from './e.ts';",
    'const f = 1;',
  ].join('\n');
  expect(exportedNames(text)).toEqual(['A', 'b', 'C', 'd']);
});

test('knows the room of a file', () => {
  expect(['src/index.ts', 'src/core/a.ts', 'src/families/model.ts', 'src/families/clip/a.ts'].map(roomOf)).toEqual([
    'entry points',
    'core',
    'families',
    'families/clip',
  ]);
});

test('complains of a room above its ceiling and of a name with two homes', () => {
  const counted = countExports([
    ['src/core/a.ts', 'export const a = 1;\nexport const b = 1;\n'],
    ['src/math/a.ts', 'export const a = 1;\nexport const c = 1;\n'],
    ['src/store/c.ts', 'export const c = 1;\n'],
  ]);
  expect(checkExports(counted, { ceilings: { core: 1, math: 2, store: 1 }, sharedNames: ['c'] })).toEqual([
    'src/core exports 2 names, 1 are allowed. Export fewer.',
    '`a` is exported by src/core/a.ts and src/math/a.ts. Rename one, or keep one.',
  ]);
});

test('complains of too few lines per exported name', () => {
  const counted = countExports([['src/core/a.ts', 'export const a = 1;\nexport const b = 1;\n\n']]);
  const rules = { ceilings: { core: 2 }, sharedNames: [] };
  expect(checkExports(counted, { ...rules, linesPerName: 1.5 })).toEqual([]);
  expect(checkExports(counted, { ...rules, linesPerName: 2 })).toEqual([
    'src/ has 1.5 lines per exported name, 2 are required. Export fewer.',
  ]);
});
