import type { FileCache, RemoteFile } from '../../assets/file-cache.ts';
import type { PackFile, PackSink, PackWriter } from '../../convert/pack/pack-writer.ts';

/**
 * Writes a pack into the file cache, and remembers which of its files are finished: an interrupted conversion resumes.
 */
export class CachePackWriter implements PackWriter {
  readonly #cache: FileCache;
  readonly #file: (path: string) => RemoteFile;
  readonly #record: string;

  constructor(cache: FileCache, file: (path: string) => RemoteFile) {
    this.#cache = cache;
    this.#file = file;
    this.#record = `conversion/${file('').url}`;
  }

  async completed(key: string): Promise<readonly PackFile[]> {
    const files = toFinished(await this.#cache.readRecord(this.#record), key);
    const stored = await this.#cache.stored(files.map(({ path }) => this.#file(path)));
    return files.filter((_, index) => stored[index]);
  }

  async open(path: string, key: string): Promise<PackSink> {
    const sink = await this.#cache.make(this.#file(path));
    return {
      write: (chunk) => sink.write(chunk),
      abort: () => sink.abort(),
      close: async (file) => {
        await sink.close();
        const others = (await this.completed(key)).filter((each) => each.path !== path);
        await this.#cache.writeRecord(this.#record, { key, files: [...others, file] });
      },
    };
  }
}

function toFinished(record: unknown, key: string): readonly PackFile[] {
  if (typeof record !== 'object' || record === null || !('key' in record) || record.key !== key) return [];
  // Written by `close` above under the same key.
  return 'files' in record && Array.isArray(record.files) ? (record.files as readonly PackFile[]) : [];
}
