/** Remedy of a finding: a header, a Content-Type, or a sentence. */
export type Fix =
  | { readonly header: string; readonly value: string; readonly path: string }
  | { readonly extension: string; readonly type: string }
  | { readonly advice: string };

/** Result of one check of a deployed page. */
export interface Finding {
  readonly status: 'ok' | 'warning' | 'failure';
  /** Subject of the check, in a few words. */
  readonly check: string;
  readonly url: string;
  readonly found: string;
  readonly fix?: Fix;
}

/** Hosts whose settings are known. */
export const hosts = ['nginx', 'apache', 'netlify', 'cloudflare-pages', 'github-pages', 's3'] as const;

/** A host whose settings are known. */
export type Host = (typeof hosts)[number];

/** Recognises a host by what it sends; undefined for others. */
export function hostOf(url: string, headers: Headers): Host | undefined {
  const server = headers.get('server')?.toLowerCase() ?? '';
  const { hostname } = new URL(url);
  if (server.includes('nginx') || server.includes('openresty')) return 'nginx';
  if (server.includes('apache')) return 'apache';
  if (server.includes('netlify')) return 'netlify';
  if (server === 'cloudflare' || hostname.endsWith('.pages.dev')) return 'cloudflare-pages';
  if (server === 'github.com') return 'github-pages';
  if (server === 'amazons3') return 's3';
  return undefined;
}

/** Setting that mends a finding on a host. */
export function settingOf(fix: Fix, host: Host): string {
  if ('advice' in fix) return fix.advice;
  return 'extension' in fix ? typeSetting(fix.extension, fix.type, host) : headerSetting(fix, host);
}

function typeSetting(extension: string, type: string, host: Host): string {
  switch (host) {
    case 'nginx':
      return `types { ${type} ${extension}; }   # beside \`include mime.types;\``;
    case 'apache':
      return `AddType ${type} .${extension}`;
    case 'netlify':
    case 'cloudflare-pages':
      return `_headers:\n/*.${extension}\n  Content-Type: ${type}`;
    case 'github-pages':
      return `GitHub Pages chooses the type by the file's name, and knows .${extension}: check that the file is published.`;
    case 's3':
      return `aws s3 cp <file>.${extension} s3://<bucket>/<path> --content-type ${type}`;
  }
}

function headerSetting(
  { header, value, path }: { readonly header: string; readonly value: string; readonly path: string },
  host: Host,
): string {
  switch (host) {
    case 'nginx':
      return `location = ${path} { add_header ${header} "${value}" always; }`;
    case 'apache':
      return `<Location "${path}">\n  Header always set ${header} "${value}"\n</Location>`;
    case 'netlify':
    case 'cloudflare-pages':
      return `_headers:\n${path}\n  ${header}: ${value}`;
    case 'github-pages':
      return header === 'Content-Security-Policy'
        ? `<meta http-equiv="Content-Security-Policy" content="${value}">`
        : `GitHub Pages sends no headers of yours (it sends Access-Control-Allow-Origin: * by itself). For ${header}, choose another host.`;
    case 's3':
      return header === 'Access-Control-Allow-Origin'
        ? `Bucket → Permissions → CORS: [{ "AllowedOrigins": ["${value}"], "AllowedMethods": ["GET", "HEAD"], "AllowedHeaders": ["range"], "ExposeHeaders": ["ETag", "Content-Range"] }]`
        : `CloudFront → response headers policy for ${path}: ${header}: ${value}`;
  }
}
