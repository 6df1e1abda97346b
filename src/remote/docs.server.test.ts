import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, inject, test, vi } from 'vitest';

const folder = await mkdtemp(join(tmpdir(), 'onsight-docs-'));
afterAll(() => rm(folder, { recursive: true }));

test('the snippet of docs/remote.md runs and prints what it says', async () => {
  const docs = await readFile('docs/remote.md', 'utf8');
  const snippet = /```ts\n([^]*?)```/.exec(docs)?.[1] ?? '';
  const printed: unknown[][] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => void printed.push(values));
  const code = snippet
    .replace("'onsight/remote'", JSON.stringify(resolve('src/remote.ts')))
    .replaceAll('http://localhost:8000', inject('chromaUrl'));
  const file = join(folder, 'snippet.ts');
  await writeFile(file, code);
  await import(/* @vite-ignore */ file);
  log.mockRestore();
  const promised = /console\.log\(hits\); \/\/ (.*)/.exec(snippet)?.[1];
  const [first, ...progress] = printed;
  expect(first?.[0]).toEqual([
    { id: 'b', score: expect.closeTo(0.6, 6) as number, metadata: { year: 2019, tags: [] } },
  ]);
  expect(promised).toBe("[{ id: 'b', score: 0.6, metadata: { year: 2019, tags: [] } }]");
  expect(progress.at(-1)).toEqual([2, 2]);
});
