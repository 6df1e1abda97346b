import type { DeviceChoice, ModelRef } from '../protocol/states.ts';
import type { OnsightOptions } from './create-onsight.ts';

const starter = 'starter';
const devices: readonly string[] = ['auto', 'wasm', 'webgpu'] satisfies readonly DeviceChoice[];
// A pack's folder name, or owner/name of a Hub repository: nothing that could leave its folder.
const modelId = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/;

/** The embedding model of an option. @throws TypeError when it is not an id */
export function toModelRef(model: OnsightOptions['model'] = starter): ModelRef {
  if (typeof model === 'string') return checkRef({ id: model });
  if ('id' in model) return checkRef(model);
  return toModelRef(model.embed ?? starter);
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
