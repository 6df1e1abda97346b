import { yieldTask } from '../../core/async/yield-task.ts';
import { OnsightError, type SetupProblem } from '../../core/errors.ts';
import { directiveThatBlocked } from './violations.ts';

/** An address that could not be used. */
type ProbedAddress =
  | {
      readonly use: 'script';
      readonly url: string;
      /** Fix to report if the script is missing. */
      readonly missingFix: string;
    }
  /** A file that a request could not reach. */
  | { readonly use: 'file'; readonly url: string };

const scriptDirectives = ['worker-src', 'child-src', 'script-src', 'default-src'];
const scriptType = /^(text|application)\/(x-)?(javascript|ecmascript)\b/i;
const isolation = 'cross-origin-embedder-policy';
const patienceMs = 10_000;

/**
 * Finds why an address could not be used: asks the server for it, and reads the violations that `watchViolations`
 * remembers. Undefined if the setup is not the reason.
 */
export async function probeSetup(address: ProbedAddress): Promise<OnsightError<'setup-blocked'> | undefined> {
  const url = new URL(address.url);
  const answer = await ask(url, 'cors');
  const isThere = answer !== undefined || (await ask(url, 'no-cors')) !== undefined;
  // A violation may be reported after the request has failed.
  await yieldTask();
  const directives = address.use === 'script' ? scriptDirectives : ['connect-src', 'default-src'];
  const directive = directiveThatBlocked(url, directives);
  const blocked = (reason: SetupProblem, fix: string): OnsightError<'setup-blocked'> =>
    new OnsightError('setup-blocked', { reason, url: address.url, fix });
  if (directive !== undefined)
    return blocked('csp', `Add \`${sourceOf(url)}\` to \`${directive}\` in the Content-Security-Policy.`);
  if (answer === undefined) {
    if (url.origin === globalThis.origin || !isThere) return undefined;
    return blocked('cors', `Send \`Access-Control-Allow-Origin: ${globalThis.origin}\` with it.`);
  }
  if (address.use === 'file') return undefined;
  if (isMissing(url, answer)) return blocked('not-found', address.missingFix);
  if (!scriptType.test(answer.headers.get('content-type') ?? ''))
    return blocked('mime', `Serve it as \`text/javascript\`${nginxLine(url)}.`);
  if (url.origin === globalThis.origin && !answer.headers.has(isolation) && (await isIsolated()))
    return blocked('coep', 'Send `Cross-Origin-Embedder-Policy: require-corp` with this file too.');
  return undefined;
}

/** True where a server has no such file, or answers with the page of an application instead. */
export function isMissing(url: URL, { status, headers }: Pick<Response, 'status' | 'headers'>): boolean {
  if (status === 404 || status === 410) return true;
  return (headers.get('content-type') ?? '').startsWith('text/html') && !/\.html?$/.test(url.pathname);
}

async function ask(url: URL, mode: RequestMode): Promise<Response | undefined> {
  try {
    const response = await fetch(url, { mode, cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
    await response.body?.cancel();
    return response;
  } catch {
    return undefined;
  }
}

/** True if this page embeds only what allows it: every worker script then has to send the header as well. */
async function isIsolated(): Promise<boolean> {
  if (globalThis.crossOriginIsolated) return true;
  const page = await ask(new URL(location.href), 'cors');
  return /require-corp|credentialless/.test(page?.headers.get(isolation) ?? '');
}

function sourceOf({ origin, protocol }: URL): string {
  if (origin === globalThis.origin) return "'self'";
  return origin === 'null' || protocol === 'blob:' ? protocol : origin;
}

function nginxLine({ pathname }: URL): string {
  return pathname.endsWith('.mjs') ? ' (nginx: `types { text/javascript mjs; }` beside `include mime.types`)' : '';
}
