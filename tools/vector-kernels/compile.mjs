import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const options = '--outFile out.wasm -O3 --noAssert --runtime stub --enable simd --use abort= --baseDir';

/** Compiles one file of this folder to WebAssembly; `more`: options of asc. The compiler is pinned, so the bytes are the same everywhere. */
export async function compile(source, ...more) {
  const files = new Map();
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const { error, stderr } = await asc.main([source, ...options.split(' '), folder, ...more], {
    writeFile: (name, bytes) => void files.set(name, bytes),
  });
  if (error) throw new Error(`asc ${source}: ${error.message}\n${stderr.toString()}`);
  return files.get('out.wasm');
}
