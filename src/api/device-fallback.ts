import { OnsightError } from '../core/errors.ts';
import { repeatOnce, type FailedAttempt } from '../rpc/session.ts';
import type { EngineConfig } from '../worker/contract.ts';

/**
 * Repeats a call whose worker died or lost the GPU. After two losses of the GPU, falls back to WASM if `auto` chose it.
 */
export function fallBackToWasm(failed: FailedAttempt<EngineConfig>): { readonly config: EngineConfig } | undefined {
  const { error, attempts, config } = failed;
  if (!OnsightError.is(error, 'device-lost')) return repeatOnce(failed);
  if (attempts === 1) return { config };
  return attempts === 2 && config.device === 'auto' ? { config: { ...config, device: 'wasm' } } : undefined;
}
