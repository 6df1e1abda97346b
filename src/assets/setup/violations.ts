/** Resources that a content security policy blocked here. */
interface Violation {
  /** `worker-src`, `script-src` … */
  readonly directive: string;
  /** An address without its fragment, an origin, or a word such as `blob` or `wasm-eval`. */
  readonly blocked: string;
}

const limit = 50;
const seen: Violation[] = [];
let isWatching = false;

/** Remembers from now on what the policy of this page or worker blocks. Later calls change nothing. */
export function watchViolations(): void {
  if (isWatching || !('addEventListener' in globalThis)) return;
  isWatching = true;
  globalThis.addEventListener('securitypolicyviolation', (given: Event) => {
    const event = given as SecurityPolicyViolationEvent; // TypeScript's worker library has no such event on the scope
    if (event.disposition === 'report') return;
    seen.push({ directive: event.effectiveDirective.replace(/-(elem|attr)$/, ''), blocked: event.blockedURI });
    if (seen.length > limit) seen.shift();
  });
}

/** Directive that blocked an address as a script or, with `connect-src`, as a request; undefined if none did. */
export function directiveThatBlocked(url: URL, directives: readonly string[]): string | undefined {
  const names = [withoutHash(url), url.origin, url.protocol.slice(0, -1)];
  return seen.find(({ directive, blocked }) => directives.includes(directive) && names.includes(blocked))?.directive;
}

function withoutHash(url: URL): string {
  const plain = new URL(url);
  plain.hash = '';
  return plain.href;
}
