import type { Backend, DeviceChoice } from './backend.ts';
import { Tuning, type TuningRecords } from './tuning.ts';
import { OnsightError } from '../core/errors.ts';
import ortFiles from './ort-files.json' with { type: 'json' };

/** Device and threads of this worker, decided once before ORT starts. */
export interface DevicePlan {
  readonly build: 'plain' | 'asyncify';
  /** Back end of every session. `trial` tries each part on both and keeps the one that is correct and faster. */
  readonly backend: Backend | 'trial';
  readonly adapter: string | undefined;
  readonly reason: string;
  readonly threads: Tuning;
}

/**
 * Chooses the ORT build for a request.
 *
 * @throws OnsightError if WebGPU is requested explicitly and there is no adapter: `webgpu-unavailable`, or `setup-blocked`
 * on a page without a secure context
 */
export async function planDevice(wish: DeviceChoice, records: TuningRecords): Promise<DevicePlan> {
  const threads = await openThreadTuning(records);
  if (wish === 'wasm') return { build: 'plain', backend: 'wasm', adapter: undefined, reason: 'asked for', threads };
  const found = await findAdapter();
  if (wish === 'webgpu') {
    if (found.adapter === undefined) throw withoutGpu(found.reason);
    return { build: 'asyncify', backend: 'webgpu', adapter: found.adapter, reason: 'asked for', threads };
  }
  if (found.adapter === undefined || found.software)
    return { build: 'plain', backend: 'wasm', adapter: found.adapter, reason: found.reason, threads };
  return { build: 'asyncify', backend: 'trial', adapter: found.adapter, reason: 'measured on this device', threads };
}

function withoutGpu(reason: string): OnsightError {
  if (isSecureContext) return new OnsightError('webgpu-unavailable', { reason });
  const fix = "Open the page by https or localhost, or use `device: 'auto'`.";
  return new OnsightError('setup-blocked', { reason: 'insecure-context', url: globalThis.origin, fix });
}

interface FoundAdapter {
  readonly adapter: string | undefined;
  readonly software: boolean;
  readonly reason: string;
}

async function findAdapter(): Promise<FoundAdapter> {
  const none = (reason: string): FoundAdapter => ({ adapter: undefined, software: false, reason });
  if (!('gpu' in navigator)) return none('WebGPU is not available in this browser or page');
  try {
    const adapter = await navigator.gpu.requestAdapter();
    if (adapter === null) return none('no WebGPU adapter was found');
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
    const name = [vendor, architecture, description].filter((part) => part !== '').join(' ') || 'unnamed adapter';
    // A software adapter runs on the same CPU cores as WASM but slower: 9 s instead of 0.1 s for the starter.
    const software = isFallbackAdapter || /swiftshader|llvmpipe|software/i.test(name);
    return { adapter: name, software, reason: software ? 'the WebGPU adapter is software' : '' };
  } catch (error) {
    return none(`the WebGPU adapter failed: ${String(error)}`);
  }
}

/** WASM threads need a cross-origin isolated page. The best number is found by trying each for one visit. */
async function openThreadTuning(records: TuningRecords): Promise<Tuning> {
  const cores = globalThis.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, 8) : 1;
  const usual = Math.min(4, Math.ceil(cores / 2));
  const candidates = [usual, ...[1, 2, 4, 8].filter((count) => count <= cores && count !== usual)];
  return Tuning.open(`threads/${ortFiles.version}`, candidates, records);
}
