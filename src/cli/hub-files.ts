import { OnsightError } from '../core/errors.ts';
import { whyUnreachable } from './why-unreachable.ts';
import type { CheckpointFiles, FileStat } from '../convert/checkpoint/checkpoint-files.ts';

/** Location of a repository. */
interface HubRepository {
  /** `https://huggingface.co`, or a mirror with the same URL scheme. */
  readonly hubUrl: string;
  /** `owner/name` */
  readonly id: string;
  readonly revision: string;
}

/** Files of a checkpoint on the Hugging Face Hub, read with HTTP Range if supported. */
export function hubFiles({ hubUrl, id, revision }: HubRepository): CheckpointFiles & AsyncDisposable {
  const open = new Map<string, StreamedFile>();
  const urlOf = (path: string): string => `${hubUrl}/${id}/resolve/${encodeURIComponent(revision)}/${path}`;
  return {
    stat: (path, options) => statOf(urlOf(path), options?.signal),
    read: (path, start, end, options) => {
      const file = open.get(path) ?? new StreamedFile(urlOf(path));
      open.set(path, file);
      return file.read(start, end, options?.signal);
    },
    [Symbol.asyncDispose]: async () => {
      for (const file of open.values()) await file.close();
    },
  };
}

async function statOf(url: string, signal: AbortSignal | undefined): Promise<FileStat | undefined> {
  const headers = { 'accept-encoding': 'identity' };
  let answer: Response;
  try {
    answer = await fetch(url, { method: 'HEAD', headers, ...(signal && { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new OnsightError('download-failed', { url, reason: whyUnreachable(cause) }, { cause });
  }
  if (answer.status === 404) return undefined;
  const { status } = answer;
  // The Hub responds with 401 both for missing and for private repositories.
  if (status === 401 || status === 403)
    throw new OnsightError('download-failed', { url, reason: 'the repository does not exist or is private', status });
  if (!answer.ok) throw new OnsightError('download-failed', { url, reason: answer.statusText, status });
  const length = answer.headers.get('content-length');
  if (length === null)
    throw new OnsightError('download-failed', { url, reason: 'the server does not report its size' });
  return {
    bytes: Number(length),
    version: answer.headers.get('etag') ?? answer.headers.get('last-modified') ?? length,
  };
}

// Skipping fewer bytes than this is cheaper than a new request.
const skipBytes = 4 * 1024 * 1024;
const smallBytes = 64 * 1024;
const attempts = 4;

/**
 * A file on a server, read front to back through one open response while reads are consecutive, so that a checkpoint of
 * 600 tensors takes a few requests. Servers without Range are read from the beginning.
 */
class StreamedFile {
  readonly #url: string;
  /** ETag of the first response; a different one later means that the file was replaced. */
  #etag: string | undefined;
  #ranges = true;
  #stream: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #position = 0;
  #lastEnd = -1;
  #rest: Uint8Array = new Uint8Array();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws OnsightError `download-failed` */
  read(start: number, end: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const reading = this.#turn.then(() => this.#readTurn(start, end, signal));
    // One at a time, because reads share the open response. A failure does not affect later reads.
    this.#turn = reading.catch(() => undefined);
    return reading;
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    await stream?.cancel().catch(() => undefined);
  }

  async #readTurn(start: number, end: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const bytes = new Uint8Array(end - start);
    let done = 0;
    for (let attempt = 1; ; attempt += 1) {
      try {
        while (done < bytes.byteLength) done += await this.#fill(start + done, end, bytes.subarray(done), signal);
        return bytes;
      } catch (error) {
        await this.close();
        signal?.throwIfAborted();
        if (OnsightError.is(error) || attempt === attempts) throw this.#failed(error);
      }
    }
  }

  /** Copies some bytes starting at `at` and returns how many. */
  async #fill(at: number, end: number, into: Uint8Array, signal: AbortSignal | undefined): Promise<number> {
    const goesOn = this.#stream !== undefined && this.#follows(at, this.#position);
    if (!goesOn) {
      const alone = this.#ranges && end - at <= smallBytes && !this.#follows(at, this.#lastEnd);
      const answer = await this.#request(at, alone ? end : undefined, signal);
      if (alone && answer.status === 206) {
        const bytes = new Uint8Array(await answer.arrayBuffer());
        if (bytes.byteLength !== end - at) throw new Error(`the server sent ${bytes.byteLength} bytes of ${end - at}`);
        into.set(bytes);
        this.#lastEnd = end;
        return bytes.byteLength;
      }
      await this.#start(answer, answer.status === 206 ? at : 0);
    }
    while (this.#position + this.#rest.byteLength <= at) await this.#next();
    const from = at - this.#position;
    const chunk = this.#rest.subarray(from, from + into.byteLength);
    into.set(chunk);
    this.#position += from + chunk.byteLength;
    this.#lastEnd = this.#position;
    this.#rest = this.#rest.subarray(from + chunk.byteLength);
    return chunk.byteLength;
  }

  /** True if the bytes in between are best read and skipped. */
  #follows(at: number, position: number): boolean {
    return at >= position && (at - position <= skipBytes || !this.#ranges);
  }

  async #start(answer: Response, position: number): Promise<void> {
    await this.close();
    this.#stream = answer.body?.getReader();
    this.#position = position;
    this.#rest = new Uint8Array();
  }

  /** Next chunk of the open response; discards the rest of the previous one. */
  async #next(): Promise<void> {
    this.#position += this.#rest.byteLength;
    this.#rest = new Uint8Array();
    const part = await this.#stream?.read();
    if (part?.value === undefined) throw new Error('the response ended early');
    this.#rest = part.value;
  }

  async #request(start: number, end: number | undefined, signal: AbortSignal | undefined): Promise<Response> {
    const last = end === undefined ? '' : String(end - 1);
    const headers = {
      // Sizes and ranges must refer to the file, not to a proxy's encoding of it.
      'accept-encoding': 'identity',
      ...(this.#ranges && { range: `bytes=${String(start)}-${last}` }),
    };
    const answer = await fetch(this.#url, { headers, ...(signal && { signal }) });
    if (answer.status >= 500 || answer.status === 429) throw new Error(`status ${answer.status}`);
    if (!answer.ok)
      throw new OnsightError('download-failed', { url: this.#url, reason: answer.statusText, status: answer.status });
    const etag = answer.headers.get('etag') ?? undefined;
    if (this.#etag !== undefined && etag !== this.#etag)
      throw new OnsightError('download-failed', { url: this.#url, reason: 'it changed while being read' });
    this.#etag = etag;
    this.#ranges = answer.status === 206;
    return answer;
  }

  #failed(cause: unknown): OnsightError {
    if (OnsightError.is(cause)) return cause;
    return new OnsightError('download-failed', { url: this.#url, reason: whyUnreachable(cause) }, { cause });
  }
}
