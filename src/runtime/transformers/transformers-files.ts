import { OnsightError } from '../../core/errors.ts';
import type { TransformersCache } from './transformers-module.ts';

/** Files on offer for one load. */
export interface FileOffer {
  /** Rejects when a file is asked for that nobody offered. */
  readonly refused: Promise<never>;
  /** Ends the offer. */
  release(): void;
}

/**
 * The files that transformers.js may see, as its `env.customCache`. They were downloaded and checked before
 * (assets/): its own loader has no resume, no sizes and hangs on a missing file of external data.
 */
export class TransformersFiles implements TransformersCache {
  /** A host that cannot exist: what is not offered cannot be fetched either. */
  readonly host: string = 'https://onsight.invalid/';
  readonly pathTemplate: string = '{model}/resolve/{revision}/';
  readonly #blobs = new Map<string, Blob>();
  readonly #waiting = new Set<(error: OnsightError) => void>();

  /** Offers files of a repository, by path. */
  offer(repository: string, revision: string, files: ReadonlyMap<string, Blob>): FileOffer {
    const prefix = `${this.host}${repository}/resolve/${encodeURIComponent(revision)}/`;
    for (const [path, blob] of files) this.#blobs.set(prefix + path, blob);
    let reject: (error: OnsightError) => void = () => undefined;
    const refused = new Promise<never>((_, rejectRefused) => {
      reject = rejectRefused;
    });
    this.#waiting.add(reject);
    return {
      refused,
      release: () => {
        this.#waiting.delete(reject);
        for (const path of files.keys()) this.#blobs.delete(prefix + path);
      },
    };
  }

  match(key: string): Promise<Response | undefined> {
    const blob = this.#blobs.get(key);
    if (blob === undefined) return Promise.resolve(undefined);
    return Promise.resolve(new Response(blob, { headers: { 'content-length': String(blob.size) } }));
  }

  put(): Promise<void> {
    return Promise.resolve();
  }

  /** Stands in for `fetch`: rejects, and tells the offers. */
  refuse(url: string): Promise<never> {
    const reason = `transformers.js asked for ${url}, which was not prepared`;
    const error = new OnsightError('internal', { reason });
    for (const reject of this.#waiting) reject(error);
    return Promise.reject(error);
  }
}
