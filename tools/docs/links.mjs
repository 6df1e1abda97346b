// Broken links: of Markdown files in the repository, and of the pages of the built site.
import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { readMarkdown } from './markdown.mjs';

const outside = /^[a-z][a-z\d+.-]*:/i;

/** Reason why an address of another site is wrong as it is written, or undefined. Nothing is fetched. */
export function checkAddress(address) {
  if (!URL.canParse(address)) return 'is not a URL';
  const { protocol, hostname, username } = new URL(address);
  if (protocol === 'mailto:') return undefined;
  if (protocol !== 'https:' && protocol !== 'http:') return `has the scheme ${protocol}`;
  if (username !== '') return 'contains a user name';
  const isLocal = hostname === 'localhost' || hostname === '127.0.0.1';
  return hostname.includes('.') || isLocal ? undefined : 'has no host name';
}

/**
 * Checks links of Markdown files against files and headings, and that files named in inline code exist, seen from the
 * document, the root or src/.
 *
 * @param files `[path, text]` of each, with paths relative to `root`
 * @param root folder that links may not leave
 * @returns `count` of links, and `broken` as `path:line: …` messages
 */
export function checkMarkdown(files, root) {
  const conflicts = files
    .filter(([, text]) => /^(<{7}|>{7}|={7}$)/m.test(text))
    .map(([path]) => `${path}: a conflict was not resolved.`);
  const documents = new Map(files.map(([path, text]) => [path, readMarkdown(text)]));
  const broken = [...conflicts];
  let count = 0;
  for (const [path, { links, paths }] of documents) {
    for (const named of paths) {
      count += 1;
      const homes = [dirname(path), '.', 'src'];
      if (!homes.some((home) => existsSync(join(root, home, named.path))))
        broken.push(`${path}:${named.line}: there is no file ${named.path}.`);
    }
    for (const { target, line } of links) {
      count += 1;
      const reason = outside.test(target) ? checkAddress(target) : checkFile(path, target, { documents, root });
      if (reason !== undefined) broken.push(`${path}:${line}: the link ${target} ${reason}.`);
    }
  }
  return { count, broken };
}

function checkFile(from, target, { documents, root }) {
  const [file, anchor] = target.split('#');
  const path = file === '' ? from : normalize(join(dirname(from), file));
  if (path.startsWith('..')) return 'leaves the repository';
  if (!existsSync(join(root, path))) return 'names no file';
  if (anchor === undefined) return undefined;
  const document = documents.get(path);
  if (document === undefined) return 'names an anchor of a file that is not read';
  return document.anchors.includes(anchor) ? undefined : 'names no heading';
}

/**
 * Checks the links of built pages.
 *
 * @param pages path of each HTML file, relative to `folder`, to its text
 */
export function checkSite(pages, folder) {
  const ids = new Map(
    [...pages].map(([path, html]) => [path, new Set(Array.from(html.matchAll(/\sid="([^"]+)"/g), ([, id]) => id))]),
  );
  const broken = [];
  let count = 0;
  for (const [path, html] of pages) {
    for (const [, written] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      count += 1;
      const target = decodeURI(written.replaceAll('&amp;', '&'));
      const reason = outside.test(target) ? checkAddress(target) : checkBuilt(path, target, { ids, folder });
      if (reason !== undefined) broken.push(`${path}: the link ${target} ${reason}.`);
    }
  }
  return { count, broken };
}

function checkBuilt(from, target, { ids, folder }) {
  if (target.startsWith('/')) return 'is not relative';
  const [file, anchor] = target.split('#');
  const path = file === '' ? from : relative('.', join(dirname(from), file));
  const absolute = join(folder, path);
  if (!existsSync(absolute) || !statSync(absolute).isFile()) return 'names no file';
  return anchor === undefined || anchor === '' || ids.get(path)?.has(anchor) ? undefined : 'names no element';
}
