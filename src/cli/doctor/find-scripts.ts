import type { SiteFile, SiteFiles } from './site-files.ts';

/** Scripts that a page starts, as far as its HTML and its scripts name them. */
interface FoundScripts {
  /** The engine's worker; also one that does not answer, if it is the only one named. */
  readonly worker: string | undefined;
  readonly storeWorker: string | undefined;
  /** True if one of the page's scripts is onsight's. */
  readonly isUsed: boolean;
}

const maxScripts = 60;
const scriptName = /["'`(]([^"'`()\s<>]*\.m?js)["'`)]/g;

/** Follows the scripts of a page to onsight's workers. Bundlers give files other names, so their content decides. */
export async function findScripts(page: SiteFile, files: SiteFiles): Promise<FoundScripts> {
  const queue = scriptsOfPage(page);
  const seen = new Set(queue);
  const missing: string[] = [];
  let worker: string | undefined;
  let storeWorker: string | undefined;
  let isUsed = isOnsight(page.text);
  for (let at = 0; at < queue.length && at < maxScripts; at += 1) {
    const url = queue[at] ?? '';
    const script = await files.read(url).catch(() => undefined);
    if (script === undefined) continue;
    if (script.status !== 200 || script.isHtml) {
      if (/worker[^/]*\.m?js$/.test(url)) missing.push(url);
      continue;
    }
    const { text } = script;
    isUsed ||= isOnsight(text);
    // The engine reads manifests of packs, and nothing else of a site does.
    if (text.includes('onsight-model/1')) worker ??= url;
    else if (/store-worker[^/]*\.m?js$/.test(url)) storeWorker ??= url;
    else
      for (const next of namedIn(text, url)) {
        if (!seen.has(next)) queue.push(next);
        seen.add(next);
      }
  }
  const lost = (isStore: boolean): string | undefined =>
    missing.find(
      (url) => /(^|\/)store-worker/.test(url) === isStore && /(^|\/)(store-)?worker/.test(new URL(url).pathname),
    );
  return { worker: worker ?? lost(false), storeWorker: storeWorker ?? lost(true), isUsed };
}

function isOnsight(text: string): boolean {
  return /\bonsight\b/.test(text);
}

function scriptsOfPage({ text, url }: SiteFile): string[] {
  const named = [
    ...Array.from(text.matchAll(/<script\b[^>]*?\ssrc\s*=\s*["']?([^"'\s>]+)/gi), ([, src]) => src),
    ...Array.from(
      text.matchAll(/<link\b[^>]*rel=["']?modulepreload[^>]*>/gi),
      ([tag]) => /href=["']?([^"'\s>]+)/i.exec(tag)?.[1],
    ),
    // Import maps and inline modules.
    ...Array.from(text.matchAll(/<script\b[^>]*>([^]*?)<\/script>/gi), ([, inline = '']) =>
      Array.from(inline.matchAll(scriptName), ([, name]) => name),
    ).flat(),
  ];
  return toUrls(named, url);
}

function namedIn(text: string, url: string): readonly string[] {
  return toUrls(
    Array.from(text.matchAll(scriptName), ([, name]) => name),
    url,
  );
}

function toUrls(names: readonly (string | undefined)[], base: string): string[] {
  const urls = names.flatMap((name) => {
    const address = name?.replaceAll('&amp;', '&') ?? '';
    return address !== '' && URL.canParse(address, base) ? [new URL(address, base).href] : [];
  });
  return [...new Set(urls)].filter((url) => /^https?:/.test(url));
}

const assetPattern = /["'`(]([^"'`()\s]*ort-wasm-simd-threaded(\.asyncify)?[^"'`()\s]*\.(mjs|wasm))["'`)]/g;

/** Address of each file of the runtime: the first that is there of those that the worker names. */
export async function findAssets(
  worker: SiteFile,
  assetsUrl: string | undefined,
  files: SiteFiles,
): Promise<ReadonlyMap<string, string>> {
  const candidates = new Map<string, Set<string>>();
  for (const [, path = '', variant = '', kind = ''] of worker.text.matchAll(assetPattern)) {
    const name = `ort-wasm-simd-threaded${variant}.${kind}`;
    const base = assetsUrl === undefined ? new URL(path, worker.url) : new URL(name, assetsUrl);
    candidates.set(name, (candidates.get(name) ?? new Set<string>()).add(base.href));
  }
  const found = new Map<string, string>();
  for (const [name, urls] of candidates) {
    for (const url of urls) {
      const { status, isHtml } = await files.head(url);
      if (status !== 200 || isHtml) continue;
      found.set(name, url);
      break;
    }
    const [first] = urls;
    if (!found.has(name) && first !== undefined) found.set(name, first);
  }
  return found;
}
