import { kernelModule } from './kernel-module.ts';
import { relaxedDotsModule } from './relaxed-dots-module.ts';

/** What tools/vector-kernels/kernels.ts exports. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly dots: (...args: readonly number[]) => void;
  readonly select: (...args: readonly number[]) => number;
  readonly product: (...args: readonly number[]) => number;
  readonly norms: (...args: readonly number[]) => void;
  readonly encode: (...args: readonly number[]) => void;
  readonly normalize: (...args: readonly number[]) => void;
  readonly pairs: (...args: readonly number[]) => number;
}

/** What tools/vector-kernels/relaxed-dots.ts exports. */
interface RelaxedDotsExports {
  readonly dots: (...args: readonly number[]) => void;
  readonly signs: () => number;
}

/** `dots` with the relaxed product of bytes. */
interface RelaxedDots {
  readonly module: WebAssembly.Module;
  /** Whether the machine reads codes with a sign, which takes 128 off each of them. */
  readonly signed: boolean;
}

/** The kernels, and the `dots` that is faster on newer processors where this is one of them. */
export interface CompiledKernels {
  readonly module: WebAssembly.Module;
  readonly relaxedDots: RelaxedDots | undefined;
}

/** Compiles the kernels; undefined where WebAssembly, its SIMD or the page's permission for it is missing. */
export async function compileKernels(): Promise<CompiledKernels | undefined> {
  try {
    const module = await WebAssembly.compile(toBytes(kernelModule));
    return { module, relaxedDots: await compileRelaxedDots() };
  } catch {
    // No `WebAssembly` (ReferenceError), no SIMD or a content security policy without 'wasm-unsafe-eval' (CompileError).
    return undefined;
  }
}

/**
 * Undefined where the browser has no relaxed SIMD, where the processor has no instruction for four products of bytes (it
 * would add in 16 bits, which our codes overflow), and where a tile does not give what plain code does.
 */
async function compileRelaxedDots(): Promise<RelaxedDots | undefined> {
  try {
    const module = await WebAssembly.compile(toBytes(relaxedDotsModule));
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { signs, dots } = instantiateRelaxedDots(module, memory);
    const relaxed = { module, signed: signs() < 0 };
    return isRight(memory, (...places) => dots(...places, relaxed.signed ? -128 : 0), relaxed.signed)
      ? relaxed
      : undefined;
  } catch {
    return undefined;
  }
}

function isRight(memory: WebAssembly.Memory, dots: (...args: readonly number[]) => void, signed: boolean): boolean {
  const [query, found] = [64, 128];
  const codes = new Uint8Array(memory.buffer, 0, 64);
  const [lows, highs] = [new Int8Array(memory.buffer, query, 16), new Int8Array(memory.buffer, query + 16, 16)];
  // The largest numbers of either sign, and all that lie between.
  codes.forEach((_, i) => (codes[i] = i % 3 === 0 ? 255 : i * 37));
  lows.forEach((_, i) => (lows[i] = i % 2 === 0 ? 127 : -128 + i));
  highs.forEach((_, i) => (highs[i] = i % 4 < 2 ? 127 : -127 + i));
  dots(0, 0, 0, 0, 4, 1, query, 0, found);
  const sums = [0, 1, 2, 3].map((row) =>
    lows.reduce(
      (sum, low, i) => sum + ((codes[16 * row + i] ?? 0) - (signed ? 128 : 0)) * (low + 256 * (highs[i] ?? 0)),
      0,
    ),
  );
  return new Int32Array(memory.buffer, found, 4).every((dot, row) => dot === sums[row]);
}

function toBytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** The kernels with a memory of their own. */
export function instantiateKernels(module: WebAssembly.Module): KernelExports {
  // The module is our own: its exports are known.
  return new WebAssembly.Instance(module).exports as unknown as KernelExports;
}

/** The relaxed `dots` over the memory of other kernels. */
export function instantiateRelaxedDots(module: WebAssembly.Module, memory: WebAssembly.Memory): RelaxedDotsExports {
  // As above.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as RelaxedDotsExports;
}
