import { checkObject } from '../../core/check.ts';
import type { ModelRef } from '../../sources/model-types.ts';
import type { ModelTask } from '../../families/capabilities.ts';
import { defaultModels, modelNames, modelTasks, type ModelName } from '../../tasks/tasks.ts';

const starter = 'starter';
// A pack's folder name, or owner/name of a Hub repository: nothing that could leave its folder.
const modelId = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;

/** The model of each task. */
export type SessionModels = Readonly<Record<ModelName, ModelRef>>;

/** The model of each task. Tasks that are not named use the starter; `read-text` uses `ocr`, and `transcribe` Whisper base. */
export type ModelChoice = Readonly<Partial<Record<ModelName, string | ModelRef>>>;

/** Resolves a choice: one model for all tasks, or one per task and the starter for the others. @throws TypeError */
export function toSessionModels(model: string | ModelRef | ModelChoice = starter): SessionModels {
  if (typeof model !== 'string') checkObject('model', model);
  const refOf = typeof model === 'string' || 'id' in model ? ownOr(model) : chosenFrom(model);
  // One entry per name.
  return Object.fromEntries(modelNames.map((name) => [name, refOf(name)])) as SessionModels;
}

/** One model for all tasks except those with a model of their own. */
function ownOr(model: string | ModelRef): (name: ModelName) => ModelRef {
  return (name) => toModelRef(defaultModels[name] ?? model);
}

/** @throws TypeError if the choice names a task that does not exist */
function chosenFrom(choice: ModelChoice): (name: ModelName) => ModelRef {
  // Version 0.1 called asking `vqa`.
  const { vqa, ...named }: ModelChoice & { readonly vqa?: string | ModelRef } = choice;
  const chosen: ModelChoice = { ...(vqa === undefined ? {} : { ask: vqa }), ...named };
  const unknown = Object.keys(chosen).find((name) => !(modelNames as readonly string[]).includes(name));
  if (unknown === undefined) return (name) => toModelRef(chosen[name] ?? defaultModels[name] ?? starter);
  const list = modelNames.map((name) => `\`${name}\``).join(', ');
  throw new TypeError(`Unknown task \`${unknown}\` in \`model\`. Models can be named for ${list}.`);
}

/** Checks the tasks of an option. @throws TypeError if one does not exist */
export function toModelTasks(tasks: readonly ModelTask[] | undefined): readonly ModelTask[] | undefined {
  const renamed = tasks?.map((task) => ((task as string) === 'vqa' ? 'ask' : task));
  const unknown = renamed?.find((task) => !modelTasks.includes(task));
  if (unknown === undefined) return renamed;
  const list = modelTasks.map((task) => `'${task}'`);
  throw new TypeError(`Expected \`tasks\` to hold ${list.join(', ')}, got \`${unknown}\`.`);
}

/** A model by its id. @throws TypeError if it is invalid */
export function toModelRef(model: string | ModelRef): ModelRef {
  if (typeof model !== 'string') checkObject('model', model);
  return checkRef(typeof model === 'string' ? { id: model } : { ...model });
}

function checkRef(ref: ModelRef): ModelRef {
  if (typeof ref.id === 'string' && modelId.test(ref.id) && !ref.id.includes('..')) return ref;
  throw new TypeError(
    `Expected \`model\` to be the name of a pack or "owner/name" of a Hub repository, got \`${ref.id}\`.`,
  );
}
