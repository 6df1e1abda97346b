import { typeName } from '../../core/check.ts';
import { cutAddresses } from '../../core/errors.ts';

/** An address in an option. */
export type Address = string | URL;

/** Base of relative addresses: the page's address, or in a worker its script's. */
export function baseUrl(): string {
  const base = typeof document === 'undefined' ? location.href : document.baseURI;
  // A page or worker made from a Blob has the origin of its creator, and no folder.
  return base.startsWith('blob:') ? `${globalThis.origin}/` : base;
}

/**
 * Resolves a caller's address, of any scheme, against the page.
 *
 * @throws TypeError if it is not an address
 */
export function resolveUrl(name: string, url: unknown): URL {
  const text = textOf(url);
  try {
    if (text !== undefined) return new URL(text, baseUrl());
  } catch {
    // reported below
  }
  throw new TypeError(cutAddresses(`Expected \`${name}\` to be an address, got \`${text ?? typeName(url)}\`.`));
}

/** Some bundlers and Trusted Types return objects that convert to an address. */
function textOf(url: unknown): string | undefined {
  if (typeof url === 'string') return url;
  if (typeof url !== 'object' || url === null) return undefined;
  const text = (url as { toString(): string }).toString();
  return text.startsWith('[object ') ? undefined : text;
}

/** A folder's absolute address, which ends in a slash, so that files are found inside it. */
export function resolveFolder(name: string, url: unknown): string {
  const folder = resolveUrl(name, url);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  return folder.href;
}
