// Markdown as GitHub shows it: tables, fenced code in two themes, and the heading anchors that GitHub gives.
import { bundledLanguages, bundledThemes, codeToTokensWithThemes, createOnigurumaEngine } from '@gerrit0/mini-shiki';
import { createShikiInternal, loadBuiltinWasm } from '@gerrit0/mini-shiki';
import MarkdownIt from 'markdown-it';

const languages = ['bash', 'css', 'html', 'http', 'ini', 'js', 'json', 'nginx', 'apache', 'ts', 'tsx', 'vue', 'yaml'];
const aliases = { sh: 'bash', svelte: 'html', toml: 'ini', mjs: 'js', jsonc: 'json', xml: 'html', typescript: 'ts' };
const themes = { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' };

/** Anchors of one document: {@link anchorsOf} headings in order, numbered from their second use. */
export function createSlugger() {
  const used = new Map();
  return (heading) => {
    const slug = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const count = used.get(slug) ?? 0;
    used.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}

/** Plain text of an inline token, as it stands in a heading. */
function textOf(token) {
  return (token.children ?? [])
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');
}

/** Headings of a parsed document: `{ level, text, anchor, token }`, where `token` is the one that opens it. */
function headingsOf(tokens) {
  const slug = createSlugger();
  return tokens.flatMap((token, at) => {
    if (token.type !== 'heading_open') return [];
    const text = textOf(tokens[at + 1]);
    return [{ level: Number(token.tag.slice(1)), text, anchor: slug(text), token }];
  });
}

/** Targets of links and images in a parsed document, with their first line. */
function linksOf(tokens) {
  return tokens.flatMap(({ children, map }) =>
    (children ?? []).flatMap((child) => {
      const target = child.attrGet('href') ?? child.attrGet('src');
      return target === null ? [] : [{ target: decodeURI(target), line: (map?.[0] ?? 0) + 1 }];
    }),
  );
}

const plain = new MarkdownIt({ html: true });

/** Paths of files that a document names in inline code, with their line. Patterns and generated files are left out. */
function pathsOf(tokens) {
  const path = /^(?!dist\/|models\/|assets\/|node_modules\/)[\w.-]+\/[\w./-]+\.(ts|tsx|mjs|md|json|css|py|yml)$/;
  return tokens.flatMap(({ children, map }) =>
    (children ?? [])
      .filter(({ type, content }) => type === 'code_inline' && path.test(content))
      .map(({ content }) => ({ path: content, line: (map?.[0] ?? 0) + 1 })),
  );
}

/** Headings, links and named files of a Markdown text, without rendering it. Anchors given as HTML (`<a id="…">`) count too. */
export function readMarkdown(text) {
  const tokens = plain.parse(text, {});
  const paths = pathsOf(tokens);
  const given = Array.from(text.matchAll(/<\w+[^>]*\s(?:id|name)="([^"]+)"/g), ([, id]) => id);
  const headings = headingsOf(tokens).map(({ level, text: title, anchor }) => ({ level, text: title, anchor }));
  return { headings, anchors: [...headings.map(({ anchor }) => anchor), ...given], links: linksOf(tokens), paths };
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Highlights code. Colours become classes, so that a page needs no style attributes; `css()` returns their rules. */
async function createHighlighter() {
  await loadBuiltinWasm();
  const core = await createShikiInternal({
    engine: await createOnigurumaEngine(),
    langs: languages.map((name) => bundledLanguages[name]),
    themes: Object.values(themes).map((name) => bundledThemes[name]),
  });
  const classes = new Map();
  const classOf = ({ light, dark }) => {
    const pair = `${light.color} ${dark.color}`;
    if (!classes.has(pair)) classes.set(pair, `t${classes.size}`);
    return classes.get(pair);
  };
  return {
    highlight(code, name) {
      const lang = aliases[name] ?? name;
      if (!languages.includes(lang)) return escape(code);
      const lines = codeToTokensWithThemes(core, code.trimEnd(), { lang, themes });
      const span = (token) => `<span class="${classOf(token.variants)}">${escape(token.content)}</span>`;
      return lines.map((line) => line.map(span).join('')).join('\n');
    },
    css() {
      const rule = ([pair, name]) => {
        const [light, dark] = pair.split(' ');
        return `.${name}{color:light-dark(${light},${dark})}`;
      };
      return [...classes].map(rule).join('\n');
    },
  };
}

/**
 * Renderer: `render(text, { link, titleOf })` returns `{ html, headings }`. `link` maps a target, or returns undefined to
 * drop it; `titleOf` returns the title of the page that a target names.
 */
export async function createRenderer() {
  const { highlight, css } = await createHighlighter();
  const markdown = new MarkdownIt({
    html: true,
    highlight: (code, name) =>
      `<pre tabindex="0"><code data-lang="${escape(name)}">${highlight(code, name)}</code></pre>`,
  });
  markdown.renderer.rules.table_open = () => '<div class="scroll" tabindex="0"><table>';
  markdown.renderer.rules.table_close = () => '</table></div>';
  return {
    css,
    render(text, { link, titleOf }) {
      const tokens = markdown.parse(text, {});
      const headings = headingsOf(tokens);
      for (const { anchor, token } of headings) token.attrSet('id', anchor);
      for (const { children } of tokens) {
        for (const [at, child] of (children ?? []).entries()) {
          const label = children[at + 1];
          // A file's name as the text of a link is for readers of the repository.
          if (child.type === 'link_open' && label.content.endsWith('.md'))
            label.content = titleOf(child.attrGet('href'));
          relink(child, link);
        }
      }
      const html = markdown.renderer.render(tokens, markdown.options, {});
      // A header without text is a corner of the table.
      return { html: html.replaceAll('<th></th>', '<td></td>'), headings };
    },
  };
}

/** Maps the target of a link or an image; a link without a target stays as text. */
function relink(token, link) {
  for (const name of ['href', 'src']) {
    const target = token.attrGet(name);
    if (target === null) continue;
    const mapped = link(decodeURI(target));
    if (mapped === undefined) token.attrs = token.attrs.filter(([key]) => key !== name);
    else token.attrSet(name, mapped);
  }
}
