// `npm run docs`: the docs site from Markdown and TSDoc, as static files in docs/dist. Broken links fail.
// `--links`: only the links of the Markdown files, which needs no build.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { apiReference } from './api-reference.mjs';
import { importGraph } from './import-graph.mjs';
import { checkMarkdown, checkSite } from './links.mjs';
import { createRenderer, readMarkdown } from './markdown.mjs';
import { packTable, presetTable } from './model-table.mjs';
import { pageTemplate } from './page-template.mjs';

const out = 'docs/dist';

/** Texts that replace the comment `<!-- insert: name -->` of a page. */
const inserts = { imports: importGraph, packs: packTable, presets: presetTable };

/** Names of the two READMEs in the navigation; as titles both are the package's name. */
const overviews = { 'index.html': 'Overview', 'zh/index.html': '概览' };

/** Address of a Markdown file of the repository in the site. */
export function addressOf(path) {
  if (path === 'README.md') return 'index.html';
  if (path === 'README.zh.md') return 'zh/index.html';
  const inDocs = path.startsWith('docs/') ? path.slice('docs/'.length) : path.toLowerCase().replace(/^\./, '');
  return inDocs.replace(/\.md$/, '.html');
}

function trackedMarkdown() {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md']).toString();
  return list.split('\n').filter((path) => path !== '' && existsSync(path));
}

/** Sections of docs/site.json, with pages of docs/ that it does not list in one of their own. */
function readSections(paths) {
  const { sections } = JSON.parse(readFileSync('docs/site.json', 'utf8'));
  const listed = sections.map(({ title, pages }) => ({
    title,
    pages: pages.map((page) => normalize(join('docs', page))).filter((page) => existsSync(page)),
  }));
  const known = new Set(listed.flatMap(({ pages }) => pages));
  const rest = paths.filter((path) => /^docs\/[^/]+\.md$/.test(path) && !known.has(path));
  return rest.length === 0 ? listed : [...listed, { title: 'More', pages: rest }];
}

/** Pages of the site: those of the sections, then every Markdown file that one of them links to. */
function reachedPages(sections) {
  const pages = new Map();
  const queue = sections.flatMap((section) => section.pages);
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (pages.has(path)) continue;
    const text = readFileSync(path, 'utf8');
    pages.set(path, text);
    for (const { target } of readMarkdown(text).links) {
      const file = normalize(join(dirname(path), target.split('#')[0]));
      if (file.endsWith('.md') && existsSync(file)) queue.push(file);
    }
  }
  return pages;
}

/** Maps links of one page to the site. Files that are shown are copied beside it; source files become plain text. */
function linkMapper(path, pages, copied) {
  const from = dirname(addressOf(path));
  return (target) => {
    if (/^([a-z][a-z\d+.-]*:|#)/i.test(target)) return target;
    const [file, anchor] = target.split('#');
    const found = normalize(join(dirname(path), file));
    const suffix = anchor === undefined ? '' : `#${anchor}`;
    if (pages.has(found)) return `${relative(from, addressOf(found)) || addressOf(found)}${suffix}`;
    if (!/\.(png|svg|jpe?g|webp|json)$/.test(found) || !statSync(found).isFile()) return undefined;
    const copy = found.replace(/^docs\//, '');
    copied.set(found, copy);
    return relative(from, copy);
  };
}

/** Title of the page that a link names, with the heading that its anchor names, if there is one. */
function titleOfPage(path, target, pages) {
  const [file, anchor] = target.split('#');
  const text = pages.get(normalize(join(dirname(path), file)));
  if (text === undefined) return target;
  const { headings } = readMarkdown(text);
  return (headings.find((heading) => heading.anchor === anchor) ?? headings[0]).text;
}

function insertInto(text) {
  return text.replace(/<!-- insert: (\w+) -->/g, (_, name) => {
    if (inserts[name] === undefined) throw new Error(`There is nothing to insert under the name "${name}".`);
    return inserts[name]();
  });
}

function write(path, text) {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), text);
}

/** Entry of the search index: address, anchor, heading, text below it. */
function searchEntries(address, text, { headings }) {
  const parts = text.split(/^#{1,4} .*$/m).slice(1);
  return headings
    .filter(({ level }) => level <= 4)
    .map(({ anchor, text: heading }, at) => {
      const prose = (parts[at] ?? '').replace(/<[^>]+>|[`*|#>[\]]|\(\S*\)|-{3,}/g, ' ');
      return [address, anchor, heading, prose.replace(/\s+/g, ' ').trim().slice(0, 700)];
    });
}

async function buildSite(paths) {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const sections = readSections(paths);
  const pages = reachedPages(sections);
  const reference = await apiReference(manifest);
  const renderer = await createRenderer();
  rmSync(out, { recursive: true, force: true });
  const copied = new Map();
  const all = [
    ...[...pages].map(([path, text]) => ({
      address: addressOf(path),
      text: insertInto(text),
      link: linkMapper(path, pages, copied),
      titleOf: (target) => titleOfPage(path, target, pages),
      isChinese: /^(README\.zh\.md|docs\/zh\/)/.test(path),
    })),
    ...reference.map(({ file, text }) => ({
      address: `api/${file.replace('.md', '.html')}`,
      text,
      link: (target) => target.replace(/\.md(?=#|$)/, '.html'),
    })),
  ].map((page) => ({ ...page, ...renderer.render(page.text, page) }));
  const titleOf = (page) => page.headings[0]?.text ?? page.address;
  const labelOf = (page) => overviews[page.address] ?? titleOf(page);
  const byAddress = new Map(all.map((page) => [page.address, page]));
  const navigation = [
    ...sections.map(({ title, pages: listed }) => ({
      title,
      pages: listed.map((path) => ({ address: addressOf(path), title: labelOf(byAddress.get(addressOf(path))) })),
    })),
    {
      title: 'Reference',
      pages: reference.map(({ name, file }) => ({ address: `api/${file.replace('.md', '.html')}`, title: name })),
    },
  ];
  const html = new Map(
    all.map((page) => [page.address, pageTemplate({ ...page, title: titleOf(page), navigation, manifest })]),
  );
  for (const [address, text] of html) write(address, text);
  for (const [from, to] of copied) cpSync(from, join(out, to));
  cpSync('public/icons/icon.svg', join(out, 'icon.svg'), { force: true });
  const css = readFileSync('tools/docs/site.css', 'utf8');
  write('site.css', `${css}\n${renderer.css()}\n`);
  cpSync('tools/docs/site.js', join(out, 'site.js'));
  cpSync('node_modules/minisearch/dist/umd/index.js', join(out, 'minisearch.js'));
  const index = all.flatMap((page) => searchEntries(page.address, page.text, page));
  write('search-index.js', `window.docsIndex = ${JSON.stringify(index)};\n`);
  return checkSite(html, out);
}

async function main() {
  const paths = trackedMarkdown();
  const results = [
    checkMarkdown(
      paths.map((path) => [path, readFileSync(path, 'utf8')]),
      '.',
    ),
  ];
  if (!process.argv.includes('--links')) results.push(await buildSite(paths));
  const broken = results.flatMap((result) => result.broken);
  for (const message of broken) console.error(message);
  console.log(`${results.reduce((sum, { count }) => sum + count, 0)} links checked, ${broken.length} broken`);
  if (broken.length > 0) process.exitCode = 1;
}

await main();
