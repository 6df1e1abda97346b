import type { LanguageTask, ModelTask } from 'onsight';
import { recall, remember } from './remembered.ts';

/** Tasks that a model can be chosen for. */
export type ChosenFor = 'embed' | LanguageTask;

/** The tasks with words, in the order in which they are shown. */
export const languageTasks: readonly LanguageTask[] = ['caption', 'ask', 'match'];

/** Tasks needed for searching. */
export const embedTasks: readonly ModelTask[] = ['embed-text', 'embed-image'];

/** The model that comes with the page. */
export const starter = 'starter';

/** The id of the model that the visitor chose for a task; the starter pack until then. */
export function chosenModel(task: ChosenFor): string {
  return recall(keyOf(task)) ?? starter;
}

/** Keeps a choice for this and later visits. */
export function rememberModel(task: ChosenFor, id: string): void {
  remember(keyOf(task), id === starter ? undefined : id);
}

function keyOf(task: ChosenFor): string {
  // Stored choices of earlier versions keep their names.
  const stored = task === 'ask' ? 'vqa' : task;
  return stored === 'embed' ? 'model' : `model.${stored}`;
}
