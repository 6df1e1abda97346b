import type { AbortOptions } from '../core/async/abort.ts';
import { OnsightError } from '../core/errors.ts';
import type { RemoteFile } from './file-cache.ts';
import { requestBytes, type ByteRange } from './download/http-range.ts';
import type { NetworkOptions } from './download/probe-size.ts';
import { retrying, TransientFailure } from './download/retry.ts';

/** Random access to a file. */
export interface FileReader {
  readonly bytes: number;
  /** Changes with the content, as far as the server reports it. */
  readonly version: string;
  /**
   * @throws OnsightError `download-failed`, `integrity-mismatch` if the file changed meanwhile, `not-cached-offline`
   */
  read(start: number, end: number, options?: AbortOptions): Promise<Uint8Array<ArrayBuffer>>;
}

/** Bytes fetched at once when small reads are sequential, so that they share a request. */
const windowBytes = 4 * 1024 * 1024;
/** Reads at most this far apart count as consecutive. */
const gapBytes = 64 * 1024;
/** Consecutive reads before access is treated as sequential. Reading a header or a few samples stays below it. */
const sequence = 3;
const windowsKept = 2;
const neverAborted = new AbortController().signal;

interface Window extends ByteRange {
  readonly bytes: Promise<Uint8Array<ArrayBuffer>>;
}

/** Reader of a file stored on the device. */
export function blobReader(blob: Blob): FileReader {
  return {
    bytes: blob.size,
    version: `${String(blob.size)} bytes`,
    read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

/** Reader of a file on a server that supports ranges. Stores nothing. */
export class RangeReader implements FileReader {
  readonly bytes: number;
  readonly #file: RemoteFile;
  readonly #network: Omit<NetworkOptions, 'signal'>;
  readonly version: string;
  #windows: readonly Window[] = [];
  // End of the last read, and the number of consecutive reads up to it.
  #end = 0;
  #inRow = 0;

  constructor(
    file: RemoteFile,
    probed: { readonly bytes: number; readonly validator: string },
    network: Omit<NetworkOptions, 'signal'>,
  ) {
    this.#file = file;
    this.bytes = probed.bytes;
    this.version = probed.validator;
    this.#network = network;
  }

  async read(
    start: number,
    end: number,
    { signal = neverAborted }: AbortOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (!(start >= 0 && start <= end && end <= this.bytes))
      throw new RangeError(
        `Expected a range within 0 to ${String(this.bytes)}, got ${String(start)} to ${String(end)}.`,
      );
    const follows = start >= this.#end && start - this.#end <= gapBytes;
    this.#inRow = follows ? this.#inRow + 1 : 1;
    this.#end = end;
    const readsOn = this.#inRow >= sequence;
    let result: Uint8Array<ArrayBuffer> | undefined;
    for (let at = start; at < end;) {
      const isSmall = readsOn && end - at < windowBytes;
      const window = this.#windowAt(at) ?? (isSmall ? this.#openWindow(at, signal) : undefined);
      if (window === undefined && at === start) return this.#request({ start, end }, signal);
      const bytes = await (window?.bytes ?? this.#request({ start: at, end }, signal));
      const from = at - (window?.start ?? at);
      const part = bytes.subarray(from, from + end - at);
      result ??= new Uint8Array(end - start);
      result.set(part, at - start);
      at += part.length;
    }
    return result ?? new Uint8Array();
  }

  #windowAt(at: number): Window | undefined {
    return this.#windows.find(({ start, end }) => start <= at && at < end);
  }

  #openWindow(start: number, signal: AbortSignal): Window {
    const end = Math.min(this.bytes, start + windowBytes);
    const window = { start, end, bytes: this.#request({ start, end }, signal) };
    this.#windows = [...this.#windows.slice(1 - windowsKept), window];
    window.bytes.catch(() => {
      this.#windows = this.#windows.filter((each) => each !== window);
    });
    return window;
  }

  /** Keeps what arrived of a broken response; the next request continues at the next byte. */
  async #request({ start, end }: ByteRange, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const { requester, retryDelayMs: delayMs } = this.#network;
    const { url, path } = this.#file;
    const result = new Uint8Array(end - start);
    let have = 0;
    await retrying(
      async () => {
        const answer = await requestBytes(requester, url, { start: start + have, end }, signal);
        if (answer.kind !== 'part' || answer.range.start !== start + have) {
          if (answer.kind === 'part' || answer.kind === 'whole') await answer.body.cancel();
          throw new TransientFailure('the server did not return the requested range');
        }
        this.#checkVersion(answer.validator, answer.total);
        for await (const chunk of answer.body.chunks()) {
          result.set(chunk.subarray(0, result.length - have), have);
          have = Math.min(result.length, have + chunk.length);
        }
        if (have < result.length) throw new TransientFailure('the response ended early');
      },
      { url, file: path, signal, delayMs, progress: () => have },
    );
    return result;
  }

  /** Tensors from two versions of a checkpoint must not be mixed. */
  #checkVersion(validator: string, total: number): void {
    if (validator === this.version && total === this.bytes) return;
    throw new OnsightError('integrity-mismatch', {
      file: this.#file.path,
      expected: `${this.version} of ${String(this.bytes)} bytes`,
      actual: `${validator} of ${String(total)} bytes`,
    });
  }
}
