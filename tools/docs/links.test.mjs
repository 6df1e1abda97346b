import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directImports, floorsOf, roomImports } from './import-graph.mjs';
import { checkAddress, checkMarkdown, checkSite } from './links.mjs';
import { createSlugger } from './markdown.mjs';

describe('checkMarkdown', () => {
  const root = mkdtempSync(join(tmpdir(), 'links-'));
  writeFileSync(join(root, 'a.md'), '');
  writeFileSync(join(root, 'b.md'), '');
  const check = (text) =>
    checkMarkdown(
      [
        ['a.md', text],
        ['b.md', '# Title\n\n## Two words'],
      ],
      root,
    ).broken;

  test('accepts files, anchors and addresses', () => {
    const text = '# One\n\n[a](#one) [b](b.md) [c](b.md#two-words) [d](https://example.com) ![e](b.md)';
    expect(checkMarkdown([['a.md', text]], root).count).toBe(5);
    expect(check(text)).toEqual([]);
  });

  test.each([
    ['[a](c.md)', 'a.md:1: the link c.md names no file.'],
    ['[a](b.md#three)', 'a.md:1: the link b.md#three names no heading.'],
    ['\n\n[a](#none)', 'a.md:3: the link #none names no heading.'],
    ['[a](../c.md)', 'a.md:1: the link ../c.md leaves the repository.'],
    ['[a](https://example)', 'a.md:1: the link https://example has no host name.'],
  ])('reports %j', (text, message) => {
    expect(check(text)).toEqual([message]);
  });

  test('ignores links in code', () => {
    expect(check('`[a](c.md)`\n\n```md\n[a](c.md)\n```')).toEqual([]);
  });
});

test('checkSite reports absolute, missing and empty targets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  const html = '<p id="here"><a href="#here"><a href="#gone"><a href="/index.html"><img src="none.png"></p>';
  writeFileSync(join(folder, 'index.html'), html);
  const { count, broken } = checkSite(new Map([['index.html', html]]), folder);
  expect(count).toBe(4);
  expect(broken).toEqual([
    'index.html: the link #gone names no element.',
    'index.html: the link /index.html is not relative.',
    'index.html: the link none.png names no file.',
  ]);
});

test.each([
  ['https://example.com/a', undefined],
  ['mailto:a@example.com', undefined],
  ['http://localhost:8000', undefined],
  ['ftp://example.com', 'has the scheme ftp:'],
  ['https://a@example.com', 'contains a user name'],
])('checkAddress(%j) is %j', (address, reason) => {
  expect(checkAddress(address)).toBe(reason);
});

test('anchors are those of GitHub', () => {
  const slug = createSlugger();
  const headings = ['`setup-blocked`', 'How good is it?', '隐私与 CSP', 'Setup', 'Setup', 'a / b'];
  expect(headings.map(slug)).toEqual(['setup-blocked', 'how-good-is-it', '隐私与-csp', 'setup', 'setup-1', 'a--b']);
});

describe('the import graph', () => {
  const file = (source, ...targets) => ({
    source,
    dependencies: targets.map(([resolved, ...dependencyTypes]) => ({ resolved, dependencyTypes })),
  });
  const rooms = roomImports([
    file('src/index.ts', ['src/api/a.ts'], ['src/core/c.ts']),
    file('src/api/a.ts', ['src/core/c.ts'], ['src/worker/w.ts', 'type-only'], ['src/api/b.ts']),
    file('src/api/a.test.ts', ['src/worker/w.ts']),
    file('src/core/c.ts'),
  ]);

  test('joins modules to rooms and leaves out types and tests', () => {
    expect(rooms).toEqual(
      new Map([
        ['entry points', new Set(['api', 'core'])],
        ['api', new Set(['core'])],
        ['core', new Set()],
      ]),
    );
  });

  test('puts each room above what it imports, and draws no implied line', () => {
    expect(Object.fromEntries(floorsOf(rooms))).toEqual({ core: 0, api: 1, 'entry points': 2 });
    expect(directImports(rooms)).toEqual([
      ['entry points', 'api'],
      ['api', 'core'],
    ]);
  });

  test('refuses rooms that import each other', () => {
    const circle = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['a'])],
    ]);
    expect(() => floorsOf(circle)).toThrow('Rooms import each other: a → b → a.');
  });
});

test('checkMarkdown reports files that inline code names and that do not exist', () => {
  const root = mkdtempSync(join(tmpdir(), 'named-'));
  const text = 'See `src/gone.ts`, `core/errors.ts`, `dist/worker.js` and `src/*.test.ts`.';
  mkdirSync(join(root, 'src/core'), { recursive: true });
  writeFileSync(join(root, 'src/core/errors.ts'), '');
  expect(checkMarkdown([['a.md', text]], root).broken).toEqual(['a.md:1: there is no file src/gone.ts.']);
});
