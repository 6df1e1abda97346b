import { OnsightError } from '../../core/errors.ts';

/** Files offered for one load. */
interface FileOffer {
  /** Rejects if a file that was not offered is requested. */
  readonly refused: Promise<never>;
  /** Ends the offer. */
  release(): void;
}

/**
 * Files visible to transformers.js, as its `env.customCache`. They were downloaded and verified before (assets/),
 * because its own loader has no resume and no sizes, and hangs on missing external data.
 */
export class TransformersFiles {
  /** A host that cannot exist, so that files not offered cannot be fetched. */
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

  /** Replaces `fetch`: rejects, and fails the current offers. */
  refuse(url: string): Promise<never> {
    const reason = `transformers.js requested ${url}, which was not offered`;
    const error = new OnsightError('internal', { reason });
    for (const reject of this.#waiting) reject(error);
    return Promise.reject(error);
  }
}
