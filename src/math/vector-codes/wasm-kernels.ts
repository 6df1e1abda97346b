import { kernelModule } from './kernel-module.ts';

/** What tools/vector-kernels/kernels.ts exports. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly scan: (...args: readonly number[]) => number;
  readonly product: (...args: readonly number[]) => number;
  readonly norms: (...args: readonly number[]) => void;
  readonly encode: (...args: readonly number[]) => void;
  readonly normalize: (...args: readonly number[]) => void;
  readonly pairs: (...args: readonly number[]) => number;
}

/** Compiles the kernels; undefined where WebAssembly, its SIMD or the page's permission for it is missing. */
export async function compileKernels(): Promise<WebAssembly.Module | undefined> {
  try {
    return await WebAssembly.compile(Uint8Array.from(atob(kernelModule), (letter) => letter.charCodeAt(0)));
  } catch {
    // No `WebAssembly` (ReferenceError), no SIMD or a content security policy without 'wasm-unsafe-eval' (CompileError).
    return undefined;
  }
}

/** The kernels with a memory of their own. */
export function instantiateKernels(module: WebAssembly.Module): KernelExports {
  // The module is our own: its exports are known.
  return new WebAssembly.Instance(module).exports as unknown as KernelExports;
}
