import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { en as demo } from '../../demo/i18n/en.ts';
import { readMarkdown } from './markdown.mjs';

// The demo's table is checked against the union of codes by the compiler, so its keys are the list of codes.
const codes = Object.keys(demo.error).sort();

/** Reasons of `setup-blocked`: the keys of the table that the compiler checks against their union. */
const reasons = /const setupSentences[^{]*\{([^]*?)\n\};/.exec(readFileSync('src/core/errors.ts', 'utf8'))[1];

describe('docs/troubleshooting.md', () => {
  const text = readFileSync('docs/troubleshooting.md', 'utf8');

  test('has one heading per error code', () => {
    const headings = readMarkdown(text).headings.map((heading) => heading.text);
    expect(headings.filter((heading) => codes.includes(heading)).sort()).toEqual(codes);
  });

  test('has one row per reason of `setup-blocked`', () => {
    const names = Array.from(reasons.matchAll(/^ {2}'?([\w-]+)'?:/gm), ([, name]) => name);
    const rows = Array.from(text.matchAll(/^\| `(?!reason`)([\w-]+)` /gm), ([, name]) => name);
    expect(rows.sort()).toEqual(names.sort());
  });
});

test('docs/zh/errors.md has one row per error code', () => {
  const text = readFileSync('docs/zh/errors.md', 'utf8');
  const rows = Array.from(text.matchAll(/^\| `(?!code`)([\w-]+)` /gm), ([, name]) => name);
  expect(rows.sort()).toEqual(codes);
});

describe.each([
  ['README.md', 'README.zh.md'],
  ['docs/start.md', 'docs/zh/start.md'],
])('%s and %s', (english, chinese) => {
  const [en, zh] = [english, chinese].map((path) => readFileSync(path, 'utf8'));

  test('have the same blocks of code', () => {
    const blocksOf = (text) => text.match(/^```[^]*?^```/gm);
    expect(blocksOf(zh)).toEqual(blocksOf(en));
  });

  test('have as many sections', () => {
    const levels = (text) => readMarkdown(text).headings.map(({ level }) => level);
    const isChinaOnly = chinese === 'docs/zh/start.md';
    expect(levels(zh).length).toBe(levels(en).length + (isChinaOnly ? 1 : 0));
  });
});
