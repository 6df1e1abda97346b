// Compiles the kernels into src/vectors/kernels/. With --check it writes nothing and fails if a file differs from its
// source.
import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from './compile.mjs';

const modules = [
  { source: 'kernels.ts', target: 'kernel-module.ts', name: 'kernelModule' },
  {
    source: 'relaxed-dots.ts',
    target: 'relaxed-dots-module.ts',
    name: 'relaxedDotsModule',
    options: ['--enable', 'relaxed-simd', '--importMemory'],
  },
];
for (const { source, target, name, options = [] } of modules) {
  const file = new URL(`../../src/vectors/kernels/${target}`, import.meta.url);
  const wasm = Buffer.from(await compile(source, ...options));
  const text = `// Made by \`npm run build:kernels\` from tools/vector-kernels/${source}: ${wasm.length} bytes of WebAssembly, base64.
export const ${name} =
  '${wasm.toString('base64')}';
`;
  if (!process.argv.includes('--check')) await writeFile(file, text);
  else if ((await readFile(file, 'utf8')) !== text) {
    throw new Error(`${target} is not what tools/vector-kernels/${source} gives: npm run build:kernels`);
  }
  console.log(`${target}: ${wasm.length} bytes of wasm`);
}
