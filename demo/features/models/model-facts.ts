import type { DeviceState, ModelPreset, Onsight, StoredModel } from 'onsight';

/** Facts on the Models screen, at the time of the request. */
export interface ModelFacts {
  readonly device: DeviceState;
  readonly stored: readonly StoredModel[];
  readonly presets: readonly ModelPreset[];
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
  readonly isPersisted: boolean;
}

/** Asks the library and the browser. */
export async function readModelFacts(onsight: Onsight): Promise<ModelFacts> {
  const [device, stored, presets, { usage, quota }, isPersisted] = await Promise.all([
    onsight.device(),
    onsight.models.stored(),
    onsight.models.presets(),
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { device, stored, presets, usedBytes: usage, quotaBytes: quota, isPersisted };
}
