import type { AbortOptions } from '../core/async/abort.ts';
import { reasonOf } from '../core/errors.ts';
import type { Lane } from '../core/async/lane.ts';
import { createModelSession, type ModelSession } from './model-session.ts';
import type { GraphBytes } from './ort.ts';
import type { SessionInput } from './session-input.ts';
import { floatsOf, type TensorMap } from './tensor-data.ts';

/** A known input for a graph, and its stored output if there is one. */
export interface Probe {
  /** Builds feeds for the graph's declared inputs. */
  readonly feeds: (inputs: readonly SessionInput[]) => TensorMap;
  /** Chooses the output to compare. */
  readonly output: (outputs: readonly string[]) => string;
  /** Stored reference output; without one, WebGPU is compared with WASM. */
  readonly golden?: Float32Array | undefined;
}

/** Outcome of a {@link tryBackends}. */
interface TrialResult {
  readonly session: ModelSession;
  readonly reason: string;
}

/** Minimum cosine similarity for outputs to count as equal. */
const minCosine = 0.999;
const timedRuns = 3;

/**
 * Loads a graph on both back ends and keeps the one that is correct and faster. WebGPU must agree with the stored
 * golden output (or else with WASM) and must not be slower.
 */
export async function tryBackends(
  graph: GraphBytes,
  probe: Probe,
  options: AbortOptions & { readonly name: string; readonly lane: Lane },
): Promise<TrialResult> {
  const wasm = await createModelSession(graph, { ...options, backend: 'wasm' });
  let webgpu: ModelSession | undefined;
  try {
    webgpu = await createModelSession(graph, { ...options, backend: 'webgpu' });
    const onWebgpu = await timeRuns(webgpu, probe);
    const onWasm = await timeRuns(wasm, probe);
    const agreement = cosine(onWebgpu.output, probe.golden ?? onWasm.output);
    const times = `WebGPU ${onWebgpu.ms.toFixed(1)} ms, WASM ${onWasm.ms.toFixed(1)} ms`;
    if (agreement >= minCosine && onWebgpu.ms <= onWasm.ms) {
      await wasm.dispose();
      return { session: webgpu, reason: `WebGPU is correct and faster (${times})` };
    }
    await webgpu.dispose();
    const why = agreement >= minCosine ? 'slower' : `wrong (cosine ${agreement.toFixed(4)})`;
    return { session: wasm, reason: `WebGPU is ${why} here (${times})` };
  } catch (error) {
    await webgpu?.dispose();
    if (options.signal?.aborted === true) await wasm.dispose();
    options.signal?.throwIfAborted();
    return { session: wasm, reason: `WebGPU failed its self-test: ${reasonOf(error)}` };
  }
}

async function timeRuns(session: ModelSession, probe: Probe): Promise<{ output: Float32Array; ms: number }> {
  const name = probe.output(session.outputNames);
  const feeds = probe.feeds(session.inputs);
  // The first run compiles shaders and plans memory: it is checked but not timed.
  const output = floatsOf(await session.run(feeds, { outputs: [name] }), name).data;
  let ms = Infinity;
  for (let run = 0; run < timedRuns; run += 1) {
    const start = performance.now();
    await session.run(feeds, { outputs: [name] });
    ms = Math.min(ms, performance.now() - start);
  }
  return { output, ms };
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return a.length === b.length ? dot / (Math.sqrt(aa * bb) || 1) : 0;
}
