// HTML around the content of a page. Every address is relative, so that the site works in any folder.
import { dirname, relative } from 'node:path';

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const words = {
  en: {
    skip: 'Skip to content',
    menu: 'Pages',
    search: 'Search the docs',
    toc: 'On this page',
    theme: 'Dark or light',
    none: 'Nothing found',
  },
  'zh-CN': {
    skip: '跳到正文',
    menu: '全部页面',
    search: '搜索文档',
    toc: '本页内容',
    theme: '深色或浅色',
    none: '没有结果',
  },
};

/**
 * HTML of a page.
 *
 * @param page `address` in the site, `title`, `html`, `headings`, `isChinese`; `navigation`: sections of
 *   `{ title, pages: [{ address, title }] }`; `manifest`: package.json
 */
export function pageTemplate({ address, title, html, headings, isChinese = false, navigation, manifest }) {
  const lang = isChinese ? 'zh-CN' : 'en';
  const text = words[lang];
  const from = dirname(address);
  const to = (target) => relative(from, target);
  const name = title === manifest.name ? title : `${title} · ${manifest.name}`;
  const link = (page) =>
    `<li><a href="${to(page.address)}"${page.address === address ? ' aria-current="page"' : ''}>${escape(page.title)}</a></li>`;
  const section = (group) => `<h2>${escape(group.title)}</h2><ul>${group.pages.map(link).join('')}</ul>`;
  const isOwn = (group) => isChinese && group.pages.some((page) => page.address.startsWith('zh/'));
  const ordered = [...navigation].sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
  const contents = headings.filter(
    ({ level }) => level === 2 || (level === 3 && (headings.length < 60 || address.startsWith('api/'))),
  );
  const entry = ({ level, text: heading, anchor }) =>
    `<li class="level-${level}"><a href="#${escape(anchor)}">${escape(heading)}</a></li>`;
  const hasChinese = navigation.some((group) => group.pages.some((page) => page.address === 'zh/index.html'));
  const language = isChinese
    ? `<a class="language" href="${to('index.html')}" lang="en">English</a>`
    : `<a class="language" href="${to('zh/index.html')}" lang="zh-CN">中文</a>`;
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(name)}</title>
<link rel="icon" href="${to('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${to('site.css')}">
<script src="${to('site.js')}" defer></script>
</head>
<body data-root="${to('.') || '.'}">
<a class="skip" href="#content">${text.skip}</a>
<header>
<a class="brand" href="${to('index.html')}">${manifest.name}<span>${manifest.version}</span></a>
<search><input type="search" placeholder="${text.search}" aria-label="${text.search}" data-none="${text.none}" autocomplete="off"><div class="found" hidden></div></search>
${hasChinese ? language : ''}
<button class="theme" type="button" aria-label="${text.theme}"><svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7"/><path d="M10 3a7 7 0 0 1 0 14z"/></svg></button>
</header>
<details class="pages"><summary>${text.menu}</summary><nav aria-label="${text.menu}" lang="en">${ordered.map(section).join('')}</nav></details>
<main id="content" tabindex="-1">
${html}
</main>
${contents.length < 2 ? '' : `<nav class="toc" aria-label="${text.toc}"><h2>${text.toc}</h2><ul>${contents.map(entry).join('')}</ul></nav>`}
</body>
</html>
`;
}
