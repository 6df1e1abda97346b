// Writes src/tasks/task-list/: what page and worker import of each task folder. A page never imports a worker half, so
// there is one list for each side. Run `npm run generate:tasks` after adding or removing a folder; a test compares.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

const tasks = new URL('../src/tasks/', import.meta.url);

/** Names of the folders that hold a task. */
export function taskFolders() {
  const folders = readdirSync(tasks, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).filter((name) => existsSync(new URL(`${name}/contract.ts`, tasks)));
}

const camel = (folder) => folder.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const pascal = (folder) => camel(`-${folder}`);

/** Texts of the lists by file name. */
export async function taskLists() {
  const folders = taskFolders().sort();
  const note = '// Written by tools/list-tasks.mjs from the folders of src/tasks/.\n';
  const lines = (line) => folders.map(line).join('\n');
  const contracts = `${note}${lines((each) => `import { ${camel(each)} } from '../${each}/contract.ts';`)}

/** Every task by its id: the engine's contract, and the models that a page may name, follow from it. */
export const tasks = { ${folders.map(camel).join(', ')} } as const;
`;
  const pages = `${note}${lines((each) => `import { ${camel(each)}Calls, type ${pascal(each)}Calls } from '../${each}/page.ts';`)}

/** The methods of all tasks, as \`Onsight\` has them. */
export interface TaskCalls extends ${folders.map((each) => `${pascal(each)}Calls`).join(', ')} {}

/** The page half of each task. */
export const pageHalves = [${folders.map((each) => `${camel(each)}Calls`).join(', ')}] as const;
`;
  const workers = `${note}${lines((each) => `import { run${pascal(each)} } from '../${each}/worker.ts';`)}

/** The worker half of each task. */
export const taskWorkers = { ${folders.map((each) => `${camel(each)}: run${pascal(each)}`).join(', ')} } as const;
`;
  const style = { parser: 'typescript', printWidth: 120, singleQuote: true, trailingComma: 'all' };
  const texts = Object.entries({ 'contracts.ts': contracts, 'pages.ts': pages, 'workers.ts': workers });
  return Object.fromEntries(await Promise.all(texts.map(async ([name, text]) => [name, await format(text, style)])));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(new URL('task-list/', tasks), { recursive: true });
  for (const [name, text] of Object.entries(await taskLists()))
    writeFileSync(new URL(`task-list/${name}`, tasks), text);
}
