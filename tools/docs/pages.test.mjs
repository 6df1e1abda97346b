import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { en } from '../../demo/i18n/en.ts';
import { readMarkdown } from './markdown.mjs';

// The demo's table is checked against the union of codes by the compiler, so its keys are the list of codes.
const codes = Object.keys(en.error).sort();

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
