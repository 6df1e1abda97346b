import type { ScanCall, ScanEngine } from './scan-engine.ts';
import { scanModule } from './scan-module.ts';

const pageBytes = 65_536;

/** What tools/vector-kernels/scan.ts exports. */
interface ScanExports {
  readonly memory: WebAssembly.Memory;
  readonly scan: (...args: readonly number[]) => number;
}

/** The scan in WASM SIMD, with a memory of its own. */
export class WasmEngine implements ScanEngine {
  readonly #exports: ScanExports;

  constructor(module: WebAssembly.Module) {
    // The module is our own: its exports are known.
    this.#exports = new WebAssembly.Instance(module).exports as unknown as ScanExports;
  }

  get buffer(): ArrayBuffer {
    return this.#exports.memory.buffer;
  }

  grow(bytes: number): void {
    const missing = bytes - this.buffer.byteLength;
    if (missing > 0) this.#exports.memory.grow(Math.ceil(missing / pageBytes));
  }

  scan(call: ScanCall): number {
    const { terms } = call;
    return this.#exports.scan(
      call.codes,
      call.scales,
      call.errors,
      call.norms,
      call.mask,
      call.rows,
      call.pieces,
      call.query,
      terms.centre,
      terms.gain,
      terms.base,
      terms.perError,
      terms.perScale,
      terms.fixed,
      call.floor,
      call.found,
    );
  }
}

/** Compiles the scan; undefined where WebAssembly, its SIMD or the page's permission for it is missing. */
export async function compileScan(): Promise<WebAssembly.Module | undefined> {
  try {
    const text = atob(scanModule);
    return await WebAssembly.compile(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  } catch {
    // No `WebAssembly` (ReferenceError), no SIMD or a content security policy without 'wasm-unsafe-eval' (CompileError).
    return undefined;
  }
}
