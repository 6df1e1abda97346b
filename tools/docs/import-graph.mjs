// Figure of docs/architecture.md: which room of src/ imports which, from the modules as they are.
import { execFileSync } from 'node:child_process';

/** Room of a module: its first folder below src/. Files right below src/ are the package's entry points. */
function roomOf(path) {
  const [root, room, ...rest] = path.split('/');
  if (root !== 'src') return undefined;
  return rest.length === 0 ? 'entry points' : room;
}

/** Imports between rooms that are left at run time: `Map<room, Set<room>>`. Type imports and tests are left out. */
export function roomImports(modules) {
  const rooms = new Map();
  for (const { source, dependencies } of modules) {
    const from = roomOf(source);
    if (from === undefined || /\.test(-d)?\.ts$|\/testdata\//.test(source)) continue;
    if (!rooms.has(from)) rooms.set(from, new Set());
    for (const { resolved, dependencyTypes, typeOnly } of dependencies) {
      const to = roomOf(resolved);
      const isType = typeOnly || dependencyTypes?.includes('type-only');
      if (to !== undefined && to !== from && !isType) rooms.get(from).add(to);
    }
  }
  return rooms;
}

/** Floor of each room: 0 if it imports nothing, else one above the highest that it imports. */
export function floorsOf(rooms) {
  const floors = new Map();
  const floorOf = (room, path) => {
    if (path.includes(room)) throw new Error(`Rooms import each other: ${[...path, room].join(' → ')}.`);
    if (!floors.has(room)) {
      const below = [...(rooms.get(room) ?? [])].map((to) => floorOf(to, [...path, room]));
      floors.set(room, below.length === 0 ? 0 : Math.max(...below) + 1);
    }
    return floors.get(room);
  };
  for (const room of rooms.keys()) floorOf(room, []);
  return floors;
}

/** Imports that no chain of others implies, so that the figure stays legible: `[from, to]` pairs. */
export function directImports(rooms) {
  const reaches = (from, to) => [...(rooms.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  return [...rooms].flatMap(([from, all]) =>
    [...all].filter((to) => ![...all].some((via) => via !== to && reaches(via, to))).map((to) => [from, to]),
  );
}

const size = { width: 900, row: 76, boxHeight: 30, charWidth: 7.6 };

/** The figure as SVG. A line goes from a room to one that it imports; those implied by two lines are not drawn. */
export function drawImports(rooms) {
  const floors = floorsOf(rooms);
  const height = Math.max(...floors.values());
  const rows = Array.from({ length: height + 1 }, (_, floor) =>
    [...floors.keys()].filter((r) => floors.get(r) === floor),
  );
  const direct = directImports(rooms);
  const boxes = placeRows(rows, direct);
  const lines = direct.map(([from, to]) => {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    const [top, bottom] = [a.y + size.boxHeight / 2, b.y - size.boxHeight / 2];
    const bend = (bottom - top) / 2;
    return `<path d="M${a.x} ${top}C${a.x} ${top + bend} ${b.x} ${bottom - bend} ${b.x} ${bottom}"><title>${from} imports ${to}</title></path>`;
  });
  const labels = [...boxes].map(
    ([room, { x, y, width }]) =>
      `<g><rect x="${x - width / 2}" y="${y - size.boxHeight / 2}" width="${width}" height="${size.boxHeight}" rx="7"/><text x="${x}" y="${y + 5}">${room}</text></g>`,
  );
  const box = `0 0 ${size.width} ${(height + 1) * size.row}`;
  return `<div class="scroll" tabindex="0"><svg class="imports" viewBox="${box}" role="img" aria-label="Imports between the rooms of src"><g class="lines">${lines.join('')}</g>${labels.join('')}</svg></div>`;
}

/** Places of rooms: each row from top to bottom is ordered by the mean place of the rooms that import it. */
function placeRows(rows, direct) {
  const boxes = new Map();
  for (let floor = rows.length - 1; floor >= 0; floor -= 1) {
    const wish = (room) => {
      const above = direct.filter(([, to]) => to === room).map(([from]) => boxes.get(from)?.x ?? size.width / 2);
      return above.reduce((sum, x) => sum + x, 0) / Math.max(1, above.length);
    };
    const ordered = rows[floor].map((room) => ({ room, at: wish(room) })).sort((a, b) => a.at - b.at);
    const step = size.width / ordered.length;
    const y = (rows.length - 1 - floor) * size.row + size.row / 2;
    for (const [place, { room }] of ordered.entries()) {
      boxes.set(room, { x: step * (place + 0.5), y, width: room.length * size.charWidth + 24 });
    }
  }
  return boxes;
}

/** Rooms with what they import, as a Markdown table. */
function importTable(rooms) {
  const floors = floorsOf(rooms);
  const ordered = [...rooms].sort(([a], [b]) => floors.get(b) - floors.get(a) || a.localeCompare(b));
  const rowOf = ([room, to]) =>
    `| \`${room}\` | ${
      [...to]
        .sort()
        .map((name) => `\`${name}\``)
        .join(' ') || 'nothing'
    } |`;
  return ['| room | imports |', '| --- | --- |', ...ordered.map(rowOf)].join('\n');
}

/** Figure and table of the modules below src/, as Markdown. */
export function importGraph() {
  const json = execFileSync('npx', ['depcruise', 'src', '--output-type', 'json'], { maxBuffer: 2 ** 28 });
  const rooms = roomImports(JSON.parse(json.toString()).modules);
  return `${drawImports(rooms)}\n\n${importTable(rooms)}`;
}
