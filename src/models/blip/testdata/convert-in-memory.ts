import { convertCheckpoint } from '../../../convert/convert-checkpoint.ts';
import { planConversion } from '../../../convert/plan-conversion.ts';
import type { CheckpointFiles } from '../../../convert/checkpoint/checkpoint-files.ts';
import type { PackWriter } from '../../../convert/pack/pack-writer.ts';
import type { ConversionTarget } from '../../../convert/plan-conversion.ts';

/** A checkpoint's files by name. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** The pack that a checkpoint becomes. */
export async function convertInMemory(checkpoint: Files, target: ConversionTarget): Promise<Files> {
  const pack = new Map<string, Uint8Array>();
  await convertCheckpoint(await planConversion(filesOf(checkpoint), target), writerInto(pack));
  return pack;
}

function filesOf(files: Files): CheckpointFiles {
  return {
    stat: (path) => {
      const bytes = files.get(path)?.byteLength;
      return Promise.resolve(bytes === undefined ? undefined : { bytes, version: '1' });
    },
    read: (path, start, end) => Promise.resolve(files.get(path)!.slice(start, end)),
  };
}

function writerInto(pack: Map<string, Uint8Array>): PackWriter {
  return {
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
  };
}
