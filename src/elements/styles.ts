/** Tokens of all elements: a page's custom property, or the default, which follows `color-scheme`. */
const tokens = `
:host {
  --_page: var(--onsight-page, light-dark(#fafafa, #111214));
  --_surface: var(--onsight-surface, light-dark(#ffffff, #18191c));
  --_sunk: var(--onsight-sunk, light-dark(#f0f0f2, #0b0c0d));
  --_line: var(--onsight-line, light-dark(#e3e4e8, #2a2c31));
  --_ink: var(--onsight-ink, light-dark(#17181b, #f2f2f4));
  --_muted: var(--onsight-muted, light-dark(#62656d, #9ea2ab));
  --_accent: var(--onsight-accent, light-dark(#2f5bea, #86a4ff));
  --_on-accent: var(--onsight-on-accent, light-dark(#ffffff, #0b1020));
  --_ring: 0 0 0 3px color-mix(in srgb, var(--_accent) 22%, transparent);
  display: block;
  color: var(--_ink);
  font: 15px/1.45 var(--onsight-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif);
  font-variant-numeric: tabular-nums;
}
:host([hidden]) { display: none; }
*, ::before, ::after { box-sizing: border-box; }
button, input { font: inherit; color: inherit; }
button, label { cursor: pointer; }
p, ul, figure { margin: 0; padding: 0; }
:focus-visible, .button:focus-within { outline: 1px solid var(--_accent); outline-offset: 0; box-shadow: var(--_ring); }
.muted, .note { color: var(--_muted); }
.button {
  position: relative;
  display: inline-flex;
  flex: none;
  align-items: center;
  justify-content: center;
  height: 44px;
  padding: 0 18px;
  border: 1px solid var(--_line);
  border-radius: 22px;
  background: var(--_surface);
  color: var(--_ink);
  font-weight: 600;
  white-space: nowrap;
}
.button-small { height: 36px; padding: 0 14px; font-size: 14px; }
.button-main { border-color: var(--_accent); background: var(--_accent); color: var(--_on-accent); }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; }
.grow { flex: 1; min-width: 0; }
.error {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: space-between;
  gap: 12px;
  padding: 12px 16px;
  border: 1px solid var(--_line);
  border-radius: 10px;
  background: var(--_surface);
}
progress {
  display: block;
  width: 100%;
  height: 4px;
  margin-top: 6px;
  border: 0;
  border-radius: 2px;
  background: var(--_line);
  overflow: hidden;
  appearance: none;
  accent-color: var(--_accent);
}
progress::-webkit-progress-bar { background: var(--_line); }
progress::-webkit-progress-value { background: var(--_accent); }
progress::-moz-progress-bar { background: var(--_accent); }
@media (prefers-reduced-motion: no-preference) {
  progress:indeterminate { animation: wait 1.2s ease-in-out infinite alternate; }
  @keyframes wait { to { opacity: 0.4; } }
}
`;

const grid = `
:host { --_height: var(--onsight-row-height, 196px); --_gap: var(--onsight-gap, 6px); container-type: inline-size; }
ul { display: flex; flex-wrap: wrap; gap: var(--_gap); list-style: none; }
/* Images of a row grow in proportion until they fill it; the rest of the last one is filled by this. */
ul::after, .rest { content: ''; flex: 1e6 0 0; }
li[data-id] {
  position: relative;
  flex: var(--_ratio) 1 calc(var(--_ratio) * var(--_tall, var(--_height)));
  aspect-ratio: var(--_ratio);
  min-width: 0;
  border-radius: 6px;
  background: var(--_sunk);
}
@container (width < 600px) {
  ul { --_tall: var(--onsight-row-height-small, 116px); gap: var(--onsight-gap-small, 4px); }
}
.divider { flex: 1 0 100%; margin: 14px 0 2px; color: var(--_muted); }
.open { position: absolute; inset: 0; width: 100%; padding: 0; border: 0; border-radius: inherit; background: none; touch-action: manipulation; }
li:has(:focus-visible) { z-index: 1; }
img { display: block; width: 100%; height: 100%; border-radius: inherit; object-fit: cover; }
.text { display: block; height: 100%; padding: 10px; overflow: hidden; font-size: 13px; text-align: start; overflow-wrap: anywhere; }
.bar { position: absolute; inset: auto 8px 8px; height: 3px; border-radius: 2px; background: rgb(0 0 0 / 45%); overflow: hidden; }
.bar span { display: block; height: 100%; background: #fff; transform-origin: left; }
.mark {
  position: absolute;
  top: 6px;
  inset-inline-end: 6px;
  width: 28px;
  height: 28px;
  padding: 0;
  border: 2px solid #fff;
  border-radius: 50%;
  background: rgb(0 0 0 / 38%);
  opacity: 0;
}
.mark::after { content: ''; display: block; width: 6px; height: 11px; margin: 2px auto 0; border: solid transparent; border-width: 0 2px 2px 0; transform: rotate(45deg); }
.mark[aria-pressed='true'] { background: var(--_accent); }
.mark[aria-pressed='true']::after { border-color: var(--_on-accent); }
li:hover .mark, li:focus-within .mark, .selecting .mark { opacity: 1; }
@media (hover: none) { .mark { opacity: 0.8; } }
[part~='tile-selected'] { outline: 3px solid var(--_accent); outline-offset: -3px; }
[part~='tile-selected'] img { opacity: 0.75; }
.end { height: 1px; }
`;

const search = `
.base { position: relative; display: grid; gap: 12px; }
.bar { display: flex; gap: 10px; }
.input {
  flex: 1;
  min-width: 0;
  max-width: 640px;
  height: 44px;
  padding: 0 18px;
  border: 1px solid var(--_line);
  border-radius: 22px;
  background: var(--_surface);
  font-size: 16px;
}
.input::placeholder { color: var(--_muted); opacity: 1; }
.status { color: var(--_muted); }
.status:empty { display: none; }
.file { position: absolute; inset: 0; width: 100%; opacity: 0; cursor: pointer; font-size: 0; }
.invitation {
  display: grid;
  justify-items: center;
  gap: 8px;
  padding: 48px 20px;
  border: 2px dashed var(--_line);
  border-radius: 10px;
  background: var(--_surface);
  text-align: center;
}
.invitation strong { font-size: 21px; letter-spacing: -0.01em; }
.invitation span { color: var(--_muted); }
.invitation .button { margin-top: 10px; }
.failures { align-items: start; justify-content: space-between; }
.failures ul { margin: 6px 0 0 18px; color: var(--_muted); overflow-wrap: anywhere; }
summary { cursor: pointer; line-height: 36px; }
.toast {
  position: sticky;
  bottom: calc(16px + env(safe-area-inset-bottom));
  z-index: 2;
  justify-self: center;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 4px 16px;
  padding: 8px 18px;
  border-radius: 10px;
  background: var(--_ink);
  color: var(--_page);
}
.toast button { min-height: 28px; padding: 0; border: 0; background: none; font-weight: 640; }
.drop {
  position: absolute;
  inset: -6px;
  z-index: 3;
  display: grid;
  place-items: center;
  border: 3px dashed var(--_accent);
  border-radius: 10px;
  background: color-mix(in srgb, var(--_page) 88%, transparent);
  font-size: 21px;
  font-weight: 600;
  pointer-events: none;
}
`;

const caption = `
:host { color: inherit; font: inherit; }
`;

const spotlight = `
canvas { display: block; width: 100%; height: auto; border-radius: 6px; }
.error, .progress { margin-top: 10px; }
figcaption { margin-top: 10px; font-size: 21px; letter-spacing: -0.01em; }
figcaption:empty { display: none; }
figcaption button { min-height: 28px; margin-inline-end: 0.3em; padding: 0; border: 0; border-bottom: 2px solid var(--_line); border-radius: 2px; background: none; letter-spacing: inherit; }
figcaption button:hover, figcaption [part~='word-shown'] { border-color: var(--_accent); color: var(--_accent); }
`;

const own = { grid, search, caption, spotlight };
const sheets = new Map<string, CSSStyleSheet>();

/** Style sheets of an element, constructed once, because a content security policy may forbid `<style>`. */
export function sheetsOf(name: keyof typeof own): CSSStyleSheet[] {
  return [tokens, own[name]].map((css) => {
    let sheet = sheets.get(css);
    if (sheet === undefined) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      sheets.set(css, sheet);
    }
    return sheet;
  });
}
