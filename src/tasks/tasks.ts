import { ask } from './ask/contract.ts';
import { caption } from './caption/contract.ts';
import { classify } from './classify/contract.ts';
import type { ModelTask } from '../families/capabilities.ts';
import type { CallOf } from './define-task.ts';
import { classifyAudio } from './classify-audio/contract.ts';
import { embedAudio } from './embed-audio/contract.ts';
import { embedImage } from './embed-image/contract.ts';
import { embedText } from './embed-text/contract.ts';
import { match } from './match/contract.ts';
import { readText } from './read-text/contract.ts';
import { readable } from './readable/contract.ts';

/** Every task. The contract of the engine, the models a page may name and the result cache follow from it. */
export const tasks = {
  embedText,
  embedImage,
  embedAudio,
  readable,
  classify,
  classifyAudio,
  caption,
  ask,
  match,
  readText,
} as const;

type Tasks = typeof tasks;

/** The calls of all tasks. */
export type TaskContract = { [Name in keyof Tasks]: CallOf<Tasks[Name]> };

/** Name of a model in `createOnsight({ model })`. */
export type ModelName = Tasks[keyof Tasks]['model'];

/** Every task that a model may support, once. */
export const modelTasks: readonly ModelTask[] = [...new Set(Object.values(tasks).flatMap(({ needs }) => needs))];

/** Every {@link ModelName}, once. */
export const modelNames: readonly ModelName[] = [...new Set(Object.values(tasks).map(({ model }) => model))];

/** Models of the tasks that have one of their own. */
export const defaultModels: Readonly<Partial<Record<ModelName, string>>> = Object.fromEntries(
  Object.values(tasks).flatMap((task) => ('defaultModel' in task ? [[task.model, task.defaultModel]] : [])),
);
