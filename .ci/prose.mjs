// Names and prose (house.md, sections 3 and 4): exported names per room stay below a ceiling, modules have enough lines
// per exported name, no name has two homes, and forbidden phrases stay out of comments, strings and docs.
// `prose-rules.json` holds the limits and the phrases. Ceilings only fall, and `linesPerName` only rises, to 36.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const testFile = /\.(test|[\w-]+\.test|test-d)\.ts$|\/testdata\/|_pb\.ts$/;
const declaration = /^export (?:declare |abstract |async )*(?:const|let|function\*?|class|type|interface|enum) (\w+)/gm;

/** Room of a file in src/: its first folder, each family by itself. */
export function roomOf(path) {
  const [, room, inner, ...rest] = path.split('/');
  if (inner === undefined) return 'entry points';
  return room === 'families' && rest.length > 0 ? `families/${inner}` : room;
}

/** Names that a module declares and exports; overloads count once. */
export function exportedNames(text) {
  return [...new Set(Array.from(text.matchAll(declaration), ([, name]) => name))];
}

/** Exports of `files`, an array of `[path, text]`: a row per room, and the names with more than one home. */
export function countExports(files) {
  const rooms = new Map();
  const homes = new Map();
  for (const [path, text] of files) {
    const room = rooms.get(roomOf(path)) ?? { files: 0, exports: 0, lines: 0 };
    const names = exportedNames(text);
    room.files += 1;
    room.exports += names.length;
    room.lines += text.split('\n').length - 1;
    rooms.set(roomOf(path), room);
    for (const name of names) homes.set(name, [...(homes.get(name) ?? []), path]);
  }
  return { rooms, shared: [...homes].filter(([, paths]) => paths.length > 1) };
}

/** Prose of a file: comments and strings of code, everything but code blocks of Markdown; each with its first line. */
export function proseOf(path, text) {
  if (path.endsWith('.md')) {
    const blank = (code) => code.replace(/[^\n]/g, ' ');
    const prose = text.replace(/^```[\s\S]*?^```/gm, blank).replace(/`[^`\n]*`/g, blank);
    return prose.split('\n').map((line, at) => ({ text: line, line: at + 1 }));
  }
  const pieces = [];
  const token =
    /\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n?)+|\/\/ .*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/gm;
  for (const match of text.matchAll(token)) {
    const line = text.slice(0, match.index).split('\n').length;
    const joined = match[0].replace(/\n\s*(\*|\/\/)?\s*/g, ' ');
    pieces.push({ text: joined, line });
  }
  return pieces;
}

/** Uses of forbidden phrases in a file, as `path:line: …` messages. */
export function findPhrases(path, text, phrases) {
  const active = phrases.filter(({ within = [''], except = [] }) => {
    const isIn = (prefix) => path.startsWith(prefix);
    return within.some(isIn) && !except.some(isIn);
  });
  return proseOf(path, text).flatMap(({ text: prose, line }) =>
    active.flatMap(({ pattern, reason, instead }) => {
      const found = new RegExp(pattern, 'i').exec(prose);
      return found === null ? [] : [`${path}:${line}: "${found[0].trim()}": ${reason}. Write ${instead}.`];
    }),
  );
}

/** Complaints about exports: rooms above their ceiling, too few lines per name in all rooms, names with two homes. */
export function checkExports({ rooms, shared }, { ceilings, linesPerName = 0, sharedNames }) {
  const above = [...rooms].flatMap(([room, { exports }]) => {
    const ceiling = ceilings[room] ?? 0;
    return exports <= ceiling ? [] : [`src/${room} exports ${exports} names, ${ceiling} are allowed. Export fewer.`];
  });
  const { lines, exports } = total(rooms);
  const ratio = lines / Math.max(1, exports);
  const dense =
    ratio >= linesPerName
      ? []
      : [`src/ has ${ratio.toFixed(1)} lines per exported name, ${linesPerName} are required. Export fewer.`];
  const twice = shared
    .filter(([name]) => !sharedNames.includes(name))
    .map(([name, paths]) => `\`${name}\` is exported by ${paths.join(' and ')}. Rename one, or keep one.`);
  return [...above, ...dense, ...twice];
}

function total(rooms) {
  const all = { files: 0, exports: 0, lines: 0 };
  for (const room of rooms.values()) for (const key of Object.keys(all)) all[key] += room[key];
  return all;
}

function print(rooms) {
  const row = (cells) => console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(20) : cell.padStart(9))).join(''));
  row(['room', 'files', 'exports', 'lines/ex']);
  for (const [name, room] of [...rooms].sort(([a], [b]) => (a < b ? -1 : 1))) {
    row([name, String(room.files), String(room.exports), (room.lines / Math.max(1, room.exports)).toFixed(0)]);
  }
  const all = total(rooms);
  row(['all', String(all.files), String(all.exports), (all.lines / all.exports).toFixed(0)]);
}

function main() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const rules = JSON.parse(readFileSync(new URL('prose-rules.json', import.meta.url), 'utf8'));
  const tracked = execFileSync('git', ['ls-files', 'src', 'demo', 'e2e', 'bench', 'docs', 'fixtures', 'tools'], {
    cwd: root,
  })
    .toString()
    .split('\n')
    .filter((path) => /\.(ts|tsx|js|mjs|md)$/.test(path) && !path.startsWith('demo/i18n/'));
  const files = tracked.map((path) => [path, readFileSync(join(root, path), 'utf8')]);
  const modules = files.filter(([path]) => path.startsWith('src/') && /[.]tsx?$/.test(path) && !testFile.test(path));
  const counted = countExports(modules);
  print(counted.rooms);
  const complaints = [
    ...checkExports(counted, rules),
    ...files.flatMap(([path, text]) => findPhrases(path, text, rules.phrases)),
  ];
  for (const complaint of complaints) console.error(complaint);
  console.log(`${files.length} files read for names and prose`);
  if (complaints.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
