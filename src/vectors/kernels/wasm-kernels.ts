import { kernelModule } from './kernel-module.ts';
import { relaxedDotsModule } from './relaxed-dots-module.ts';

/** Exports of tools/vector-kernels/kernels.ts. */
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

/** Exports of tools/vector-kernels/relaxed-dots.ts. */
interface RelaxedDotsExports {
  readonly dots: (...args: readonly number[]) => void;
  readonly signs: () => number;
}

/** The `dots` kernel with the relaxed byte dot product. */
interface RelaxedDots {
  readonly module: WebAssembly.Module;
  /** True if the machine reads codes as signed bytes, which subtracts 128 from each. */
  readonly signed: boolean;
}

/** The kernels, and the faster `dots` for processors that support it. */
export interface CompiledKernels {
  readonly module: WebAssembly.Module;
  readonly relaxedDots: RelaxedDots | undefined;
}

/** Compiles the kernels; undefined if WebAssembly, its SIMD or the permission to compile is missing. */
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
 * Undefined if the browser lacks relaxed SIMD, the processor lacks a four-byte dot product (it would accumulate in 16
 * bits, which our codes overflow), or a test tile differs from plain code.
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
  // The extremes of both signs, and values in between.
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

/** Instantiates the kernels with their own memory. */
export function instantiateKernels(module: WebAssembly.Module): KernelExports {
  // The module is our own: its exports are known.
  return new WebAssembly.Instance(module).exports as unknown as KernelExports;
}

/** Instantiates the relaxed `dots` over the memory of other kernels. */
export function instantiateRelaxedDots(module: WebAssembly.Module, memory: WebAssembly.Memory): RelaxedDotsExports {
  // As above.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as RelaxedDotsExports;
}
