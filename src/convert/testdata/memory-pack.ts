import { convertCheckpoint } from '../convert-checkpoint.ts';
import { planConversion, type ConversionTarget } from '../plan-conversion.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/** Converts a checkpoint in memory. */
export async function memoryPack(checkpoint: Files, target: ConversionTarget): Promise<Files> {
  const plan = await planConversion(
    {
      stat: (path) => {
        const bytes = checkpoint.get(path)?.byteLength;
        return Promise.resolve(bytes === undefined ? undefined : { bytes, version: '1' });
      },
      read: (path, start, end) => Promise.resolve(checkpoint.get(path)!.slice(start, end)),
    },
    target,
  );
  const pack = new Map<string, Uint8Array>();
  await convertCheckpoint(plan, {
    completed: () => Promise.resolve([]),
    open: (path) => {
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      return Promise.resolve({
        write: (chunk) => {
          chunks.push(chunk.slice());
          return Promise.resolve();
        },
        close: async () => {
          pack.set(path, new Uint8Array(await new Blob(chunks).arrayBuffer()));
        },
        abort: () => Promise.resolve(),
      });
    },
  });
  return pack;
}
