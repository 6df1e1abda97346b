import { createHash } from 'node:crypto';
import { whyUnreachable } from '../why-unreachable.ts';

/** Answer to a request. */
export interface SiteFile {
  /** Address after redirects. */
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  /** Text of scripts and pages; empty for others and for `HEAD`. */
  readonly text: string;
  /** True if an HTML page was sent. */
  readonly isHtml: boolean;
}

/** Files of a site, each requested once per kind of request. */
export class SiteFiles {
  readonly #signal: AbortSignal;
  readonly #texts = new Map<string, Promise<SiteFile>>();
  readonly #heads = new Map<string, Promise<SiteFile>>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** @throws Error that names the address if there is no answer */
  read(url: string): Promise<SiteFile> {
    return remember(this.#texts, url, () => this.#request(url, {}, true));
  }

  /** Headers of a file without compression, by `HEAD`, or by `GET` where the server does not know `HEAD`. */
  head(url: string, headers: Readonly<Record<string, string>> = { 'accept-encoding': 'identity' }): Promise<SiteFile> {
    return remember(this.#heads, `${url} ${JSON.stringify(headers)}`, async () => {
      const answer = await this.#request(url, { method: 'HEAD', headers }, false);
      return answer.status === 405 || answer.status === 501 ? this.#request(url, { headers }, false) : answer;
    });
  }

  /** Part of a file, or all of it where the server knows no ranges. The content is not read. */
  part(url: string, range: string, origin?: string): Promise<SiteFile> {
    const headers = { 'accept-encoding': 'identity', range, ...(origin !== undefined && { origin }) };
    return this.#request(url, { headers }, false);
  }

  /** Size and SHA-256 of a file. */
  async hash(url: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
    const response = await this.#fetch(url, { headers: { 'accept-encoding': 'identity' } });
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      hash.update(chunk);
    }
    return { bytes, sha256: hash.digest('hex') };
  }

  async #request(url: string, init: RequestInit, withText: boolean): Promise<SiteFile> {
    const response = await this.#fetch(url, init);
    const isHtml = /^(text\/html|application\/xhtml)/.test(response.headers.get('content-type') ?? '');
    const text = withText ? await response.text() : '';
    if (!withText) await response.body?.cancel();
    return { url: response.url, status: response.status, headers: response.headers, text, isHtml };
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...init, signal: this.#signal });
    } catch (cause) {
      this.#signal.throwIfAborted();
      throw new Error(`${url} does not answer: ${whyUnreachable(cause)}.`, { cause });
    }
  }
}

function remember<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
