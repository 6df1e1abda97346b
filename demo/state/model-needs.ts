import type { ModelCost, ModelTask, Onsight } from 'onsight';
import { chosenModel, embedTasks, languageTasks } from './chosen-models.ts';

/** A chosen model and all that it is chosen for. */
interface ModelNeed {
  readonly model: string;
  readonly tasks: readonly ModelTask[];
}

/** Models and tasks of the page: everything it offers, so that all of it works offline later. */
function modelNeeds(): readonly ModelNeed[] {
  const needs = new Map<string, ModelTask[]>([[chosenModel('embed'), [...embedTasks]]]);
  for (const task of languageTasks) {
    const model = chosenModel(task);
    needs.set(model, [...(needs.get(model) ?? []), task]);
  }
  return [...needs].map(([model, tasks]) => ({ model, tasks }));
}

/** Total download, and the part that is already stored. */
export async function costOfAll(onsight: Onsight): Promise<ModelCost> {
  const costs = await Promise.all(modelNeeds().map((need) => onsight.models.cost(need)));
  return {
    totalBytes: costs.reduce((sum, { totalBytes }) => sum + totalBytes, 0),
    storedBytes: costs.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
  };
}

/** Brings all of them onto the device. */
export async function loadAll(onsight: Onsight): Promise<void> {
  for (const { model, tasks } of modelNeeds()) await onsight.load(model, { tasks });
}
