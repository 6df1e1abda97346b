// Compiles scan.ts into src/math/vector-codes/scan-module.ts. With --check it writes nothing and fails when the file
// there is not what the source gives: the compiler is pinned, so the bytes are the same everywhere.
import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = at('../../src/math/vector-codes/scan-module.ts');

const files = new Map();
const options = '--outFile scan.wasm -O3 --noAssert --runtime stub --enable simd --use abort= --baseDir';
const { error, stderr } = await asc.main(['scan.ts', ...options.split(' '), at('.')], {
  writeFile: (name, bytes) => void files.set(name, bytes),
});
if (error) throw new Error(`asc: ${error.message}\n${stderr.toString()}`);

const wasm = Buffer.from(files.get('scan.wasm'));
const text = `// Made by \`npm run build:kernels\` from tools/vector-kernels/scan.ts: ${wasm.length} bytes of WebAssembly, base64.
export const scanModule =
  '${wasm.toString('base64')}';
`;
if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8')) !== text)
    throw new Error(
      'src/math/vector-codes/scan-module.ts is not what tools/vector-kernels/scan.ts gives: npm run build:kernels',
    );
  console.log(`scan-module.ts is what scan.ts gives (${wasm.length} bytes)`);
} else {
  await writeFile(target, text);
  console.log(`${target}: ${wasm.length} bytes of wasm`);
}
