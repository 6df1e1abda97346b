import { parseManifest, type Manifest } from '../../families/packs/manifest.ts';
import { messageOf } from '../../core/errors.ts';
import { checkScript, checkSharing, workerPolicy, type CheckedPage } from './check-scripts.ts';
import { hostOf, type Finding, type Host } from './finding.ts';
import type { SiteFile, SiteFiles } from './site-files.ts';

/** Largest file of Cloudflare Pages. */
const cloudflareBytes = 25 * 1024 * 1024;
const tooLarge =
  "Cloudflare Pages refuses files over 25 MiB. Put `assets/` on another host with CORS (R2, a content network) and name it: `assetsUrl`; or delete `ort-wasm-simd-threaded.asyncify.*` and pass `device: 'wasm'`, which never asks for them.";

/** One file of the runtime: there, of the right type, compressed, allowed, small enough for its host. */
export async function checkAsset(
  page: CheckedPage,
  worker: SiteFile,
  name: string,
  url: string,
  files: SiteFiles,
  chosen: Host | undefined,
): Promise<readonly Finding[]> {
  const isModule = name.endsWith('.mjs');
  const file = isModule ? await files.read(url) : await files.head(url);
  const host = chosen ?? hostOf(page.file.url, page.file.headers);
  if (file.status !== 200 || file.isHtml) {
    const isBig = host === 'cloudflare-pages' && name.includes('.asyncify.wasm');
    const advice = isBig
      ? tooLarge
      : 'Copy `assets/` of node_modules/onsight/dist beside the worker, or name it: `assetsUrl`.';
    const found = file.isHtml ? "an application's HTML in its place" : `status ${String(file.status)}`;
    return [{ status: 'failure', check: name, url, found, fix: { advice } }];
  }
  const findings: Finding[] = [isModule ? checkScript(name, file) : checkWasm(name, file)];
  if (new URL(url).origin !== page.origin) findings.push(...checkSharing(page, file, name));
  const policy = workerPolicy(page, worker);
  const directive = isModule ? policy.blocked('script', url) : policy.blocked('connect', url);
  if (directive !== undefined) findings.push(blockedBy(name, url, directive));
  if (isModule) return findings;
  const bytes = Number(file.headers.get('content-length') ?? 0);
  if (bytes > cloudflareBytes) {
    const found = `${megabytes(bytes)} MB, more than the 25 MiB (26.2 MB) that Cloudflare Pages takes per file`;
    // A file that is there was not refused; the host may be meant for later.
    if (chosen === 'cloudflare-pages')
      findings.push({ status: 'failure', check: `${name}: size`, url, found, fix: { advice: tooLarge } });
    else findings.push({ status: 'ok', check: `${name}: size`, url, found: `${found}; other hosts take it` });
  }
  const encoding = (await files.head(url, { 'accept-encoding': 'gzip, br' })).headers.get('content-encoding');
  if (encoding === null) {
    const advice =
      'Compress `application/wasm` (gzip_types, mod_deflate, or the setting of the host): a quarter of the bytes remains.';
    findings.push({ status: 'warning', check: `${name}: compression`, url, found: 'sent as it is', fix: { advice } });
  }
  return findings;
}

function checkWasm(check: string, { url, headers }: SiteFile): Finding {
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('application/wasm')) return { status: 'ok', check, url, found: type };
  const fix = { extension: 'wasm', type: 'application/wasm' };
  return { status: 'warning', check, url, found: type === '' ? 'no Content-Type' : type, fix };
}

function blockedBy(name: string, url: string, directive: string): Finding {
  const advice = `Add \`${new URL(url).origin}\` (or 'self') to \`${directive}\` of the policy that the worker script is sent with.`;
  return { status: 'failure', check: `${name}: policy`, url, found: `blocked by \`${directive}\``, fix: { advice } };
}

/** A pack: its manifest, the size or hash of each file, ranges, and what the server sends for a missing file. */
export async function checkPack(
  page: CheckedPage,
  worker: SiteFile | undefined,
  folder: string,
  files: SiteFiles,
  quick: boolean,
): Promise<readonly Finding[]> {
  const url = new URL('onsight.json', folder).href;
  const check = 'models';
  const file = await files.read(url);
  let manifest: Manifest;
  try {
    if (file.status !== 200) throw new Error(`status ${String(file.status)}`);
    if (file.isHtml) throw new Error("an application's HTML in its place");
    manifest = parseManifest(folder, file.text);
  } catch (error) {
    const advice =
      'Run `npx onsight models <folder>` and upload the folder, or name its address: `modelsUrl` (here `--models`).';
    return [{ status: 'failure', check, url, found: messageOf(error), fix: { advice } }];
  }
  const findings: Finding[] = [{ status: 'ok', check, url, found: `${manifest.id} ${manifest.version}` }];
  const isOther = new URL(url).origin !== page.origin;
  if (isOther) findings.push(...checkSharing(page, file, check));
  const policy = worker === undefined ? page.policy : workerPolicy(page, worker);
  const directive = policy.blocked('connect', url);
  if (directive !== undefined) findings.push(blockedBy(check, url, directive));
  for (const each of manifest.files) findings.push(...(await checkPackFile(folder, each, files, quick)));
  const largest = manifest.files.reduce((a, b) => (a.bytes >= b.bytes ? a : b));
  findings.push(await checkRange(new URL(largest.path, folder).href, files));
  findings.push(await checkMissing(new URL('onsight-doctor/onsight.json', folder).href, files));
  return findings;
}

async function checkPackFile(
  folder: string,
  { path, bytes, sha256 }: Manifest['files'][number],
  files: SiteFiles,
  quick: boolean,
): Promise<readonly Finding[]> {
  const url = new URL(path, folder).href;
  const { status, isHtml, headers } = await files.head(url);
  const advice = 'Upload the pack of one release again, manifest and files together, in binary mode.';
  if (status !== 200 || isHtml) {
    const found = isHtml ? "an application's HTML in its place" : `status ${String(status)}`;
    return [{ status: 'failure', check: path, url, found, fix: { advice } }];
  }
  if (quick) {
    const length = headers.get('content-length');
    if (length === null || Number(length) === bytes) return [{ status: 'ok', check: path, url, found: 'size' }];
    return [
      { status: 'failure', check: path, url, found: `${length} bytes instead of ${String(bytes)}`, fix: { advice } },
    ];
  }
  const actual = await files.hash(url);
  if (actual.bytes === bytes && actual.sha256 === sha256)
    return [{ status: 'ok', check: path, url, found: 'size and SHA-256' }];
  const found = `${String(actual.bytes)} bytes, SHA-256 ${actual.sha256}; the manifest has ${String(bytes)} and ${sha256}`;
  return [{ status: 'failure', check: path, url, found, fix: { advice } }];
}

/** Without ranges an interrupted download starts again. */
async function checkRange(url: string, files: SiteFiles): Promise<Finding> {
  const { status, headers } = await files.part(url, 'bytes=1-2');
  const range = headers.get('content-range');
  const check = 'models: ranges';
  if (status === 206 && range?.startsWith('bytes 1-2/') === true)
    return { status: 'ok', check, url, found: 'resumable' };
  const advice =
    'Send `Accept-Ranges: bytes` and answer `Range` (every static host does; a proxy or function in between may not): an interrupted download then goes on where it ended.';
  const found = status === 206 ? `Content-Range ${range ?? 'is missing'}` : `status ${String(status)}`;
  return { status: 'warning', check, url, found, fix: { advice } };
}

/** A missing file must not look like one. */
async function checkMissing(url: string, files: SiteFiles): Promise<Finding> {
  const { status, isHtml } = await files.head(url);
  const check = 'missing files';
  if (status === 404 || status === 403) return { status: 'ok', check, url, found: `status ${String(status)}` };
  const advice =
    "Except the folders of onsight from the single-page application's rewrite, so that a missing file is a 404.";
  const found = isHtml ? `status ${String(status)} and the application's HTML` : `status ${String(status)}`;
  return { status: 'warning', check, url, found, fix: { advice } };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
