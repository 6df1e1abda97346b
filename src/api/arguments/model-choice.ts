import type { DeviceChoice } from '../../runtime/backend.ts';
import type { ModelRef } from '../../sources/model-types.ts';
import type { LanguageTask } from '../../families/vision-language-model.ts';
import type { OnsightOptions } from '../create-onsight.ts';

const starter = 'starter';
const devices: readonly string[] = ['auto', 'wasm', 'webgpu'] satisfies readonly DeviceChoice[];
// A pack's folder name, or owner/name of a Hub repository: nothing that could leave its folder.
const modelId = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;

/** The model of each task. */
export type SessionModels = Readonly<Record<'embed' | LanguageTask, ModelRef>>;

/** Which model does what: one for all, or one for each task and the starter for what is not named. @throws TypeError */
export function toSessionModels(model: OnsightOptions['model'] = starter): SessionModels {
  if (typeof model === 'string' || 'id' in model) {
    const ref = toModelRef(model);
    return { embed: ref, caption: ref, ask: ref, match: ref };
  }
  const { embed = starter, caption = starter, ask = starter, match = starter } = model;
  return { embed: toModelRef(embed), caption: toModelRef(caption), ask: toModelRef(ask), match: toModelRef(match) };
}

/** A model by its id. @throws TypeError when it is not one */
export function toModelRef(model: string | ModelRef): ModelRef {
  return checkRef(typeof model === 'string' ? { id: model } : { ...model });
}

/** True if two references are to the same weights. */
export function isSameModel(a: ModelRef, b: ModelRef): boolean {
  return a.id === b.id && a.revision === b.revision && a.dtype === b.dtype;
}

function checkRef(ref: ModelRef): ModelRef {
  if (typeof ref.id === 'string' && modelId.test(ref.id) && !ref.id.includes('..')) return ref;
  throw new TypeError(
    `Expected \`model\` to be the name of a pack or "owner/name" of a Hub repository, got \`${ref.id}\`.`,
  );
}

/** The device of an option. @throws TypeError when it is not one */
export function checkDevice(device: DeviceChoice = 'auto'): DeviceChoice {
  if (devices.includes(device)) return device;
  throw new TypeError(`Expected \`device\` to be 'auto', 'wasm' or 'webgpu', got \`${device}\`.`);
}
