// Tables of docs/models.md: the packs in this repository and the presets, from their own files.
import { readdirSync, readFileSync, existsSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Packs below public/models. */
export function packTable(folder = 'public/models') {
  const packs = readdirSync(folder)
    .filter((name) => existsSync(`${folder}/${name}/onsight.json`))
    .map((name) => [name, read(`${folder}/${name}/onsight.json`)]);
  const rows = packs.map(([name, { version, licence, tasks, audio, languages = {}, files }]) => {
    // Format 1 lists the tasks of sound apart, and calls `ask` by its former name.
    const all = [...tasks, ...(audio?.tasks ?? [])].map((task) => (task === 'vqa' ? 'ask' : task));
    const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
    const spoken = [...new Set(Object.values(languages).flat())];
    const shown = spoken.length > 6 ? `${spoken.length} languages` : spoken.join(', ');
    return [`\`${name}\``, version, all.map((task) => `\`${task}\``).join(' '), shown, megabytes(bytes), licence];
  });
  return table(['pack', 'version', 'tasks', 'languages', 'bytes', 'licence'], rows);
}

/** Presets of Hub models. Where a figure was published rounded, it is marked with ≈. */
export function presetTable(path = 'src/families/presets.json') {
  const rows = read(path).presets.map(
    ({ id, family, licence, languages, dims, imageSize, approximate, bytes, ...more }) => {
      const sizes = Object.entries(bytes).map(([dtype, towers]) => {
        const total = (towers.joint ?? towers.image + towers.text) + (more.tokenizerBytes ?? 0);
        return `${dtype} ${approximate ? '≈ ' : ''}${megabytes(total)}`;
      });
      const shown = languages.length > 6 ? `${languages.length} languages` : languages.join(', ');
      return [`\`${id}\``, family, String(dims), `${imageSize} px`, shown, sizes.join(', '), licence];
    },
  );
  return table(['model', 'family', 'dims', 'image', 'languages', 'download by weight format', 'licence'], rows);
}
