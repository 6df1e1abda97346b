import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import type { TensorData } from '../../runtime/tensor-data.ts';
import type { PartSession } from './pack-runner.ts';

ort.env.logLevel = 'error';
ort.env.wasm.numThreads = 1;

/** Runs a graph on disk in ORT-web's WASM build, which also works in Node. */
export async function nodeSession(path: string): Promise<PartSession> {
  const session = await ort.InferenceSession.create(new Uint8Array(readFileSync(path)), { logSeverityLevel: 3 });
  return {
    run: async (feeds) => {
      const tensors = Object.entries(feeds).map(
        ([name, { type, data, dims }]) => [name, new ort.Tensor(type, data, dims)] as const,
      );
      const outputs = await session.run(Object.fromEntries(tensors));
      // Graphs of packs only return float32.
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { dims, data }]) => [name, { type: 'float32', dims, data } as TensorData]),
      );
    },
    dispose: () => session.release(),
  };
}
