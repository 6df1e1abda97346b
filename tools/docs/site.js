/* global MiniSearch, localStorage, matchMedia */
// Theme, menu and search of the docs site. A classic script, so that pages opened from the disk work too.
(() => {
  const root = document.documentElement;
  const base = document.body.dataset.root;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // No storage in this frame.
    }
  };
  if (read('theme') !== null) root.dataset.theme = read('theme');
  document.querySelector('.theme').addEventListener('click', () => {
    const isDark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = isDark ? 'light' : 'dark';
    try {
      localStorage.setItem('theme', root.dataset.theme);
    } catch {
      // The choice lasts for this page.
    }
  });

  const pages = document.querySelector('.pages');
  const wide = matchMedia('(min-width: 900px)');
  const showPages = () => (pages.open = wide.matches);
  wide.addEventListener('change', showPages);
  showPages();

  const input = document.querySelector('search input');
  const found = document.querySelector('.found');
  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement('script'), { src: `${base}/${name}`, onload: resolve });
      script.onerror = reject;
      document.head.append(script);
    });
  /** Latin words, and Chinese characters in pairs. */
  const tokenize = (text) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .flatMap((word) => (/\p{Script=Han}/u.test(word) ? [...word].map((_, i) => word.slice(i, i + 2)) : [word]))
      .filter((word) => word !== '');
  let index;
  const openIndex = () =>
    (index ??= Promise.all([load('minisearch.js'), load('search-index.js')]).then(() => {
      const search = new MiniSearch({
        fields: ['heading', 'text'],
        storeFields: ['address', 'anchor', 'heading', 'text', 'page'],
        tokenize,
        searchOptions: { boost: { heading: 3 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
      });
      const titles = new Map();
      search.addAll(
        window.docsIndex.map(([address, anchor, heading, text], id) => {
          if (!titles.has(address)) titles.set(address, heading);
          return { id, address, anchor, heading, text, page: titles.get(address) };
        }),
      );
      return search;
    }));
  input.addEventListener('focus', () => void openIndex());
  input.addEventListener('input', async () => {
    const asked = input.value;
    const search = await openIndex();
    if (asked !== input.value) return;
    const hits = search.search(asked).slice(0, 12);
    const rows = hits.map(({ address, anchor, heading, page, text }) => {
      const row = Object.assign(document.createElement('a'), { href: `${base}/${address}#${anchor}` });
      const title = Object.assign(document.createElement('b'), { textContent: heading });
      const where = heading === page ? text.slice(0, 90) : page;
      row.append(title, Object.assign(document.createElement('span'), { textContent: where }));
      return row;
    });
    const none = Object.assign(document.createElement('p'), { textContent: input.dataset.none });
    found.replaceChildren(...(rows.length === 0 ? [none] : rows));
    found.hidden = asked.trim() === '';
  });
  const close = () => (found.hidden = true);
  document.addEventListener('click', (event) => {
    if (!event.target.closest('search')) close();
  });
  document.querySelector('search').addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return close();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || found.hidden) return;
    const rows = [input, ...found.querySelectorAll('a')];
    rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(document.activeElement) + step))].focus();
    event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.closest('input, textarea')) return;
    event.preventDefault();
    input.focus();
  });
})();
