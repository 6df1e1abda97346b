import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointFiles } from '../convert/checkpoint/checkpoint-files.ts';

/** Files of a checkpoint in a local folder. */
export function folderFiles(folder: string): CheckpointFiles {
  return {
    stat: async (path) => {
      const found = await stat(join(folder, path)).catch(() => undefined);
      if (found?.isFile() !== true) return undefined;
      return { bytes: found.size, version: `${String(found.mtimeMs)}-${String(found.ino)}` };
    },
    read: async (path, start, end) => {
      const file = await open(join(folder, path));
      try {
        const bytes = new Uint8Array(end - start);
        let done = 0;
        while (done < bytes.byteLength) {
          const { bytesRead } = await file.read(bytes, done, bytes.byteLength - done, start + done);
          if (bytesRead === 0) break;
          done += bytesRead;
        }
        return bytes.subarray(0, done);
      } finally {
        await file.close();
      }
    },
  };
}
