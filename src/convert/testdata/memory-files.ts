import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckpointFiles } from '../checkpoint/checkpoint-files.ts';
import { checkpoints } from './test-folder.ts';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** A mutable checkpoint in memory that records reads. */
export class MemoryFiles implements CheckpointFiles {
  readonly files = new Map<string, Uint8Array>();
  /** The largest single read. */
  largestRead = 0;
  readBytes = 0;

  /** Files of a checkpoint in fixtures/blip. */
  static of(checkpoint: string): MemoryFiles {
    const memory = new MemoryFiles();
    const folder = join(checkpoints, checkpoint);
    for (const name of readdirSync(folder)) memory.files.set(name, new Uint8Array(readFileSync(join(folder, name))));
    return memory;
  }

  stat(path: string): Promise<{ readonly bytes: number; readonly version: string } | undefined> {
    const bytes = this.files.get(path)?.byteLength;
    return Promise.resolve(bytes === undefined ? undefined : { bytes, version: '1' });
  }

  read(path: string, start: number, end: number): Promise<Uint8Array> {
    this.largestRead = Math.max(this.largestRead, end - start);
    this.readBytes += end - start;
    return Promise.resolve(this.files.get(path)!.slice(start, end));
  }

  text(path: string): string {
    return new TextDecoder().decode(this.files.get(path));
  }

  write(path: string, content: unknown): void {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    this.files.set(path, new TextEncoder().encode(text));
  }

  /** Sets a value in a JSON file. */
  edit(path: string, keys: readonly string[], value: unknown): void {
    const json: unknown = JSON.parse(this.text(path));
    let inner = json as Record<string, unknown>;
    for (const key of keys.slice(0, -1)) inner = inner[key] as Record<string, unknown>;
    inner[keys.at(-1)!] = value;
    this.write(path, json);
  }

  /** Rewrites the safetensors with other tensors: `change` gets name, entry and data, and returns the replacements. */
  retensor(
    change: (
      name: string,
      entry: Entry,
      data: Uint8Array,
    ) => readonly (readonly [string, Omit<Entry, 'data_offsets'>, Uint8Array])[],
  ): void {
    const file = this.files.get('model.safetensors')!;
    const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<string, Entry>;
    const tensors = Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .flatMap(([name, entry]) => {
        const [start, end] = entry.data_offsets;
        return change(name, entry, file.subarray(8 + length + start, 8 + length + end));
      });
    this.files.set('model.safetensors', safetensors(tensors));
  }
}

/** Bytes of a safetensors file. */
export function safetensors(
  tensors: readonly (readonly [string, Omit<Entry, 'data_offsets'>, Uint8Array])[],
): Uint8Array {
  let at = 0;
  const header = tensors.map(([name, { dtype, shape }, data]) => {
    const start = at;
    at += data.byteLength;
    return [name, { dtype, shape, data_offsets: [start, at] }] as const;
  });
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = new Uint8Array(new BigUint64Array([BigInt(text.byteLength)]).buffer);
  return new Uint8Array(Buffer.concat([length, text, ...tensors.map(([, , data]) => data)]));
}
