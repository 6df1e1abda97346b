// Compiles kernels.ts into src/math/vector-codes/kernel-module.ts. With --check it writes nothing and fails when the file
// there is not what the source gives.
import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from './compile.mjs';

const target = new URL('../../src/math/vector-codes/kernel-module.ts', import.meta.url);
const wasm = Buffer.from(await compile('kernels.ts'));
const text = `// Made by \`npm run build:kernels\` from tools/vector-kernels/kernels.ts: ${wasm.length} bytes of WebAssembly, base64.
export const kernelModule =
  '${wasm.toString('base64')}';
`;
if (!process.argv.includes('--check')) await writeFile(target, text);
else if ((await readFile(target, 'utf8')) !== text) {
  throw new Error('kernel-module.ts is not what tools/vector-kernels/kernels.ts gives: npm run build:kernels');
}
console.log(`kernel-module.ts: ${wasm.length} bytes of wasm`);
