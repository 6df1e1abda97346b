// Draws the order in which class names of Open Images V7 are judged for things.json:
//   pip download --no-deps ultralytics==8.4.190
//   unzip -p ultralytics-*.whl ultralytics/cfg/datasets/open-images-v7.yaml | node bench/search-quality/draw-things.mjs
// Reads the file on stdin and prints one name per line, shuffled (Fisher-Yates) by a fixed seed.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const seed = 'onsight search quality 1';

const names = [...readFileSync(0, 'utf8').matchAll(/^ {2}\d+: (.+)$/gm)].map(([, name]) => name.toLowerCase());
// Body parts are in every photo of a person; names with a note in brackets are not typed by anyone.
const drawn = names.filter((name) => !name.startsWith('human ') && !/[()]/.test(name));
for (let last = drawn.length - 1; last > 0; last -= 1) {
  const digest = createHash('sha256')
    .update(`${seed}/${String(last)}`)
    .digest();
  const other = Number(digest.readBigUInt64BE() % BigInt(last + 1));
  [drawn[last], drawn[other]] = [drawn[other], drawn[last]];
}
process.stdout.write(`${drawn.join('\n')}\n`);
