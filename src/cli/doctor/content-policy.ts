/** One Content-Security-Policy: directive to sources. */
type Policy = ReadonlyMap<string, readonly string[]>;

/** Directives asked in turn: the first that a policy has decides. */
const fallbacks = {
  worker: ['worker-src', 'child-src', 'script-src', 'default-src'],
  script: ['script-src-elem', 'script-src', 'default-src'],
  connect: ['connect-src', 'default-src'],
  wasm: ['script-src', 'default-src'],
} as const;

/** The policies of a page or a worker. All of them must allow what is done. */
export class ContentPolicy {
  readonly #policies: readonly Policy[];
  readonly #origin: string;

  /** @param texts values of the header and of `<meta>` elements; a header may contain several, separated by commas */
  constructor(texts: readonly string[], origin: string) {
    this.#policies = texts.flatMap((text) => text.split(',')).map(parsePolicy);
    this.#origin = origin;
  }

  /** Returns the directive that keeps `url` from being used; undefined if none does. */
  blocked(use: 'worker' | 'script' | 'connect', url: string): string | undefined {
    return this.#find(fallbacks[use], (sources) => sources.some((source) => this.#allows(source, url, use)));
  }

  /** Returns the directive that keeps WebAssembly from being compiled; undefined if none does. */
  blockedWasm(): string | undefined {
    return this.#find(
      fallbacks.wasm,
      (sources) => sources.includes("'wasm-unsafe-eval'") || sources.includes("'unsafe-eval'"),
    );
  }

  /** True if Trusted Types are required and the policy `onsight` is not among those allowed. */
  blocksOwnTrustedTypes(): boolean {
    return this.#policies.some((policy) => {
      if (policy.get('require-trusted-types-for')?.includes("'script'") !== true) return false;
      const names = policy.get('trusted-types');
      return names !== undefined && !names.includes('onsight') && !names.includes('*');
    });
  }

  /** True if the page is sandboxed into an opaque origin. */
  isOpaque(): boolean {
    return this.#policies.some(
      (policy) => policy.has('sandbox') && policy.get('sandbox')?.includes('allow-same-origin') !== true,
    );
  }

  #find(names: readonly string[], isAllowed: (sources: readonly string[]) => boolean): string | undefined {
    for (const policy of this.#policies) {
      const name = names.find((each) => policy.has(each));
      if (name !== undefined && !isAllowed(policy.get(name) ?? [])) return name;
    }
    return undefined;
  }

  #allows(source: string, url: string, use: string): boolean {
    const { protocol, origin, host, pathname } = new URL(url);
    if (source === "'self'") return origin === this.#origin && protocol !== 'blob:';
    // A script that may run may load others and start workers.
    if (source === "'strict-dynamic'") return use !== 'connect';
    if (source === '*') return /^https?:$/.test(protocol);
    if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return protocol === source.toLowerCase();
    const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/:]+)(?::(\d+|\*))?(\/.*)?$/i.exec(source);
    if (parts === null) return false;
    const [, scheme, name = '', port, path] = parts;
    const [hostname = '', urlPort = ''] = host.split(':');
    if (scheme !== undefined && `${scheme}:` !== protocol && !(scheme === 'http' && protocol === 'https:'))
      return false;
    if (name.startsWith('*.') ? !hostname.endsWith(name.slice(1)) : name !== hostname) return false;
    if (port !== undefined && port !== '*' && port !== urlPort) return false;
    if (port === undefined && urlPort !== '') return false;
    return path === undefined || (path.endsWith('/') ? pathname.startsWith(path) : pathname === path);
  }
}

function parsePolicy(text: string): Policy {
  const policy = new Map<string, readonly string[]>();
  for (const directive of text.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/\s+/);
    // The first directive of a name counts.
    if (name !== '' && !policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), sources);
  }
  return policy;
}
