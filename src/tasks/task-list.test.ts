import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { taskFolders, taskLists } from '../../tools/list-tasks.mjs';
import { tasks } from './task-list/contracts.ts';

test('the lists are those of the folders; `npm run generate:tasks` writes them', async () => {
  for (const [name, text] of Object.entries(await taskLists()))
    expect(await readFile(new URL(`task-list/${name}`, import.meta.url), 'utf8')).toBe(text);
});

test('a task has the name of its folder', () => {
  const ids = taskFolders().map((folder) => folder.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()));
  expect(Object.values(tasks).map(({ id }) => id)).toEqual(ids);
  expect(Object.keys(tasks)).toEqual(ids);
});
