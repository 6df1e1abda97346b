import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackFile, PackWriter } from '../convert/pack/pack-writer.ts';

/** Files completed by an interrupted conversion; deleted once the manifest is written. */
interface Journal {
  readonly key: string;
  readonly files: readonly PackFile[];
}

const journalName = '.onsight-convert.json';

/** Writes a pack into a folder. A file gets its final name only once it is complete. */
export function folderWriter(folder: string): PackWriter {
  const journalPath = join(folder, journalName);
  const readJournal = async (key: string): Promise<Journal> => {
    try {
      // Written below and by nobody else; an unreadable one is treated as missing.
      const journal = JSON.parse(await readFile(journalPath, 'utf8')) as Journal;
      if (journal.key === key) return journal;
    } catch {
      // No journal yet.
    }
    return { key, files: [] };
  };
  return {
    completed: async (key) => {
      const { files } = await readJournal(key);
      const sizes = await Promise.all(files.map(({ path }) => stat(join(folder, path)).catch(() => undefined)));
      return files.filter(({ bytes }, index) => sizes[index]?.size === bytes);
    },
    open: async (path, key) => {
      await mkdir(folder, { recursive: true });
      // A manifest marks a complete pack, so delete the old one before writing the first file.
      await rm(join(folder, 'onsight.json'), { force: true });
      const part = join(folder, `${path}.part`);
      const file = await open(part, 'w');
      return {
        write: async (chunk) => {
          await file.writeFile(chunk);
        },
        close: async (done) => {
          await file.close();
          await rename(part, join(folder, path));
          if (path === 'onsight.json') return rm(journalPath, { force: true });
          const { files } = await readJournal(key);
          const journal: Journal = { key, files: [...files.filter((each) => each.path !== path), done] };
          await writeFile(journalPath, JSON.stringify(journal));
        },
        abort: async () => {
          await file.close();
          await rm(part, { force: true });
        },
      };
    },
  };
}
