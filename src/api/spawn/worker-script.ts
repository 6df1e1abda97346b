import { probeSetup } from '../../assets/setup/probe-setup.ts';
import { watchViolations } from '../../assets/setup/violations.ts';
import { OnsightError, type SetupProblem } from '../../core/errors.ts';
import { startScript } from '../../core/script-worker.ts';
import { resolveUrl, type Address } from '../arguments/resolve-url.ts';

/** Where a worker script is. */
interface WorkerScriptOptions {
  readonly file: 'worker.js' | 'store-worker.js';
  /** Chosen by the page. */
  readonly workerUrl: Address | undefined;
  /** Address of the module or script that the worker is beside, if it is known. */
  readonly beside: string | undefined;
  /** The form that bundlers recognise and rewrite. */
  readonly literal?: () => Worker;
}

/** One of the package's worker scripts: starts it, and finds out why it does not start. */
export class WorkerScript {
  readonly #options: WorkerScriptOptions;

  constructor(options: WorkerScriptOptions) {
    this.#options = options;
  }

  /**
   * Starts the worker. `retry` > 0 asks past a cache that served an old script.
   *
   * @throws OnsightError `setup-blocked` if this page may not start it; what the constructor of Worker throws
   */
  start(retry: number): Worker {
    checkWorkers();
    watchViolations();
    const { workerUrl, literal } = this.#options;
    if (workerUrl === undefined && literal !== undefined) {
      try {
        return literal();
      } catch (error) {
        // Another origin, such as a CDN; Trusted Types; a bundle in which `import.meta` has no address.
        if (!isSecurityError(error) && !(error instanceof TypeError)) throw error;
      }
    }
    const url = this.#url();
    if (retry > 0) url.searchParams.set('retry', String(retry));
    return startAt(url, retry > 0 ? undefined : this.#trusted());
  }

  /** The page's own TrustedScriptURL, which stays one only as the object that it is. */
  #trusted(): string | undefined {
    const { workerUrl } = this.#options;
    // The constructor of Worker takes it where its type says a string.
    return typeof workerUrl === 'object' && !(workerUrl instanceof URL) ? workerUrl : undefined;
  }

  /** The reason why the worker did not start, found by asking for its script; `error` if it is another one. */
  async explain(error: unknown): Promise<unknown> {
    if (OnsightError.is(error) && !['worker-crashed', 'deadline-exceeded'].includes(error.code)) return error;
    const { href } = this.#url();
    const found = await probeSetup({ url: href, use: 'script', missingFix: this.#missingFix() });
    if (found?.details.reason === 'not-found' && /\/node_modules\/\..*\bdeps\b/.test(href))
      return blocked('prebundled', href, "Add `optimizeDeps: { exclude: ['onsight'] }` to the Vite configuration.");
    if (found !== undefined || !OnsightError.is(error, 'worker-crashed')) return found ?? error;
    return new OnsightError('worker-crashed', { reason: `${error.details.reason} (${href})` }, { cause: error });
  }

  #missingFix(): string {
    const { file } = this.#options;
    return `Copy \`${file}\` and \`assets/\` of node_modules/onsight/dist beside your bundle, or name the copy: \`workerUrl: '/onsight/${file}'\`.`;
  }

  #url(): URL {
    const { file, workerUrl, beside, literal } = this.#options;
    if (workerUrl !== undefined) return resolveUrl('workerUrl', workerUrl);
    const rewritten = literal && addressOf(literal);
    return resolveUrl('workerUrl', rewritten ?? (beside === undefined ? file : new URL(file, beside)));
  }
}

/**
 * The address that a bundler wrote into the literal form, which nothing else knows: what it hands to the constructor.
 * The constructor is replaced for the length of a synchronous call, so nobody else can meet the replacement.
 */
function addressOf(literal: () => Worker): string | undefined {
  const { Worker: original } = globalThis;
  let address: string | undefined;
  const recorder = function (url: URL): void {
    address = url.toString();
  };
  try {
    if (!Reflect.set(globalThis, 'Worker', recorder)) return undefined;
    literal();
  } catch {
    return undefined; // `import.meta` has no address
  } finally {
    Reflect.set(globalThis, 'Worker', original);
  }
  return address;
}

/**
 * Starts a module worker at any address. One of another origin is started from a Blob that imports the real script;
 * `import.meta.url` inside it is then still the real address.
 */
function startAt(url: URL, trusted?: string): Worker {
  const options = { type: 'module', name: 'onsight' } as const;
  // Only the browser knows the origin of other schemes. A `data:` worker would have one of its own, without storage.
  const isOwn = url.origin === globalThis.origin || (url.origin === 'null' && url.protocol !== 'data:');
  try {
    if (isOwn) return startScript(trusted ?? url.href, options);
  } catch (error) {
    if (!isSecurityError(error)) throw error;
  }
  if (globalThis.origin === 'null') throw opaqueOrigin(url);
  const blob = new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' });
  const blobUrl = URL.createObjectURL(blob);
  // The script is fetched by then or has failed: a worker answers or errors before a minute is over.
  setTimeout(() => {
    URL.revokeObjectURL(blobUrl);
  }, 60_000);
  return startScript(blobUrl, options);
}

function opaqueOrigin({ href }: URL): OnsightError {
  const fix =
    location.protocol === 'file:'
      ? 'Serve the folder, for example with `npx http-server`, and open it by http://localhost.'
      : 'Add `allow-same-origin` to the `sandbox` attribute or header, or open the page by an address of its own.';
  return blocked('opaque-origin', href, fix);
}

/** @throws OnsightError `setup-blocked` where no worker can be started: in Node, jsdom, a shared or service worker */
export function checkWorkers(): void {
  if (typeof Worker !== 'undefined') return;
  throw blocked('missing-api', 'Worker', 'Call this in a browser, on a page or in a dedicated worker.');
}

function blocked(reason: SetupProblem, url: string, fix: string): OnsightError {
  return new OnsightError('setup-blocked', { reason, url, fix });
}

function isSecurityError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'SecurityError';
}
