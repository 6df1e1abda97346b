import { ContentPolicy } from './content-policy.ts';
import type { Finding } from './finding.ts';
import type { SiteFile, SiteFiles } from './site-files.ts';

/** A page as its checks need it. */
export interface CheckedPage {
  readonly file: SiteFile;
  readonly policy: ContentPolicy;
  readonly origin: string;
  readonly requiresCorp: boolean;
}

const scriptTypes = /^(text|application)\/(x-)?(javascript|ecmascript)/;
const copyAdvice =
  "Copy `worker.js`, `store-worker.js` and `assets/` of node_modules/onsight/dist to the site (docs/setup.md), and name the script if it is elsewhere: `workerUrl: '/onsight/worker.js'`.";

/** Reads what a page's own headers allow. */
export function toCheckedPage(file: SiteFile): CheckedPage {
  const { origin } = new URL(file.url);
  const metas = Array.from(
    file.text.matchAll(/<meta\b[^>]*http-equiv=["']?content-security-policy["']?[^>]*>/gi),
    ([tag]) => /content="([^"]*)"|content='([^']*)'/i.exec(tag),
  ).map((found) => decodeEntities(found?.[1] ?? found?.[2] ?? ''));
  const policy = new ContentPolicy([...headerPolicies(file.headers), ...metas], origin);
  const embedder = file.headers.get('cross-origin-embedder-policy') ?? '';
  return { file, policy, origin, requiresCorp: /^(require-corp|credentialless)/.test(embedder) };
}

function decodeEntities(text: string): string {
  return text
    .replace(/&#(?:x27|39);|&apos;/gi, "'")
    .replace(/&quot;|&#34;/g, '"')
    .replaceAll('&amp;', '&');
}

function headerPolicies(headers: Headers): readonly string[] {
  const policy = headers.get('content-security-policy');
  return policy === null ? [] : [policy];
}

/** The page itself: secure context, isolation, sandbox, Trusted Types. */
export function checkPage({ file, policy, requiresCorp }: CheckedPage): readonly Finding[] {
  const { url, status, isHtml, headers } = file;
  if (status !== 200 || !isHtml) {
    const found = `status ${String(status)}, ${headers.get('content-type') ?? 'no Content-Type'}`;
    return [{ status: 'failure', check: 'page', url, found, fix: { advice: 'Name the address of an HTML page.' } }];
  }
  const findings: Finding[] = [{ status: 'ok', check: 'page', url, found: 'HTML' }];
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !/^(localhost|127[.]\d+[.]\d+[.]\d+|\[::1\])$/.test(hostname)) {
    const advice = 'Serve it by https: models are then kept on the device, and WebGPU can be used.';
    findings.push({ status: 'warning', check: 'secure context', url, found: 'plain http', fix: { advice } });
  }
  if (policy.isOpaque()) {
    const advice = 'Add `allow-same-origin` to the `sandbox` directive of the Content-Security-Policy.';
    findings.push({
      status: 'failure',
      check: 'origin',
      url,
      found: 'a sandbox with an opaque origin',
      fix: { advice },
    });
  }
  if (policy.blocksOwnTrustedTypes()) {
    const advice = 'Add `onsight` to the `trusted-types` directive, or pass a TrustedScriptURL as `workerUrl`.';
    findings.push({
      status: 'failure',
      check: 'Trusted Types',
      url,
      found: 'the policy `onsight` is missing',
      fix: { advice },
    });
  }
  const isolated = requiresCorp && headers.get('cross-origin-opener-policy') === 'same-origin';
  const isolation = isolated ? 'isolated: WASM may use several threads' : 'not isolated: WASM uses one thread';
  findings.push({ status: 'ok', check: 'isolation', url, found: isolation });
  return findings;
}

/** A worker's script: there, a script, and allowed by the page's policies. */
export async function checkWorker(
  page: CheckedPage,
  url: string,
  name: 'worker.js' | 'store-worker.js',
  files: SiteFiles,
): Promise<readonly Finding[]> {
  const file = await files.read(url);
  const script = checkScript(name, file);
  if (script.status === 'failure') return [script];
  const findings: Finding[] = [script];
  const isOther = new URL(file.url).origin !== page.origin;
  // The worker of another origin is started from a blob, which has the page's policies.
  const started = isOther ? 'blob:' : file.url;
  const directive = page.policy.blocked('worker', started);
  if (directive !== undefined) {
    const advice = `Add \`${isOther ? 'blob:' : "'self'"}\` to \`${directive}\` (or a \`worker-src\`) of the page's Content-Security-Policy.`;
    findings.push({
      status: 'failure',
      check: `${name}: policy`,
      url,
      found: `blocked by \`${directive}\``,
      fix: { advice },
    });
  }
  if (isOther) findings.push(...checkSharing(page, file, name));
  const embedder = page.file.headers.get('cross-origin-embedder-policy');
  if (!isOther && page.requiresCorp && file.headers.get('cross-origin-embedder-policy') !== embedder)
    findings.push({
      status: 'failure',
      check: `${name}: embedder policy`,
      url,
      found: 'the page has a Cross-Origin-Embedder-Policy, the script has none or another',
      fix: { header: 'Cross-Origin-Embedder-Policy', value: embedder ?? '', path: new URL(url).pathname },
    });
  const wasm = workerPolicy(page, file).blockedWasm();
  if (wasm !== undefined)
    findings.push({
      status: 'failure',
      check: `${name}: WebAssembly`,
      url,
      found: `blocked by \`${wasm}\` of the policy that ${isOther ? 'the page' : 'the script'} is sent with`,
      fix: {
        header: 'Content-Security-Policy',
        value: "script-src 'self' 'wasm-unsafe-eval'",
        path: new URL(url).pathname,
      },
    });
  findings.push(...checkFreshness(name, file));
  return findings;
}

/** Policies that a worker runs under. */
export function workerPolicy(page: CheckedPage, worker: SiteFile): ContentPolicy {
  const { origin } = new URL(worker.url);
  return origin === page.origin ? new ContentPolicy(headerPolicies(worker.headers), origin) : page.policy;
}

/** A script that is there and has a type that browsers run. */
export function checkScript(check: string, { url, status, headers, isHtml }: SiteFile): Finding {
  const type = headers.get('content-type') ?? '';
  if (status !== 200)
    return { status: 'failure', check, url, found: `status ${String(status)}`, fix: { advice: copyAdvice } };
  if (isHtml)
    return { status: 'failure', check, url, found: "an application's HTML in its place", fix: { advice: copyAdvice } };
  if (scriptTypes.test(type)) return { status: 'ok', check, url, found: type };
  const extension = url.replace(/[?#].*/, '').endsWith('.mjs') ? 'mjs' : 'js';
  return {
    status: 'failure',
    check,
    url,
    found: type === '' ? 'no Content-Type' : type,
    fix: { extension, type: 'text/javascript' },
  };
}

/** A file of another origin must allow the page to read it, which also satisfies an embedder policy. */
export function checkSharing(page: CheckedPage, { url, headers }: SiteFile, name: string): readonly Finding[] {
  const allowed = headers.get('access-control-allow-origin');
  if (allowed === '*' || allowed === page.origin) return [];
  return [
    {
      status: 'failure',
      check: `${name}: other origin`,
      url,
      found: allowed === null ? 'no Access-Control-Allow-Origin' : `it allows ${allowed}`,
      fix: { header: 'Access-Control-Allow-Origin', value: page.origin, path: new URL(url).pathname },
    },
  ];
}

/** A worker without a hash in its name must not be kept longer than its page. */
function checkFreshness(name: string, { url, headers }: SiteFile): readonly Finding[] {
  const control = headers.get('cache-control') ?? '';
  const seconds = Number(/max-age=(\d+)/.exec(control)?.[1] ?? 0);
  const isHashed = !/\/(store-)?worker\.js$/.test(new URL(url).pathname);
  if (isHashed || (seconds <= 86_400 && !control.includes('immutable'))) return [];
  return [
    {
      status: 'warning',
      check: `${name}: caching`,
      url,
      found: `Cache-Control: ${control}, but its name does not change with its content`,
      fix: { header: 'Cache-Control', value: 'no-cache', path: new URL(url).pathname },
    },
  ];
}
