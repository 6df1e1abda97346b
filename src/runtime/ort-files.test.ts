import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import ortFiles from './ort-files.json' with { type: 'json' };

const folder = 'node_modules/onnxruntime-web/';

test.each(['plain', 'asyncify'] as const)('the %s build is the installed one', (build) => {
  const { file, bytes, sha256 } = ortFiles[build].wasm;
  const wasm = readFileSync(`${folder}dist/${file}`);
  expect(wasm.length).toBe(bytes);
  expect(createHash('sha256').update(wasm).digest('hex')).toBe(sha256);
});

test('our ORT version is the one that transformers.js pins', () => {
  const versionOf = (path: string): string => (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  const { dependencies } = JSON.parse(readFileSync('node_modules/@huggingface/transformers/package.json', 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(ortFiles.version).toBe(dependencies['onnxruntime-web']);
  expect(ortFiles.version).toBe(versionOf(`${folder}package.json`));
});
