import { OnsightError } from './errors.ts';

/** The part of the Trusted Types API that is used here; TypeScript's libraries lack it. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): ScriptUrlPolicy;
}

interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}

const policyName = 'onsight';
// Symbol.for, because a policy may be created once per page, which may hold several copies of this code.
const policyKey = Symbol.for('onsight.trusted-types');

/**
 * Starts a worker. Where the page requires Trusted Types, its address is passed through the policy `onsight`.
 *
 * @throws OnsightError `setup-blocked` if the page does not allow that policy; what the constructor of Worker throws
 */
export function startScript(url: string, options: WorkerOptions): Worker {
  try {
    return new Worker(url, options);
  } catch (error) {
    const trusted = error instanceof TypeError ? trustScript(url, error) : undefined;
    if (trusted === undefined) throw error;
    return new Worker(trusted, options);
  }
}

/** Undefined where there are no Trusted Types. */
function trustScript(url: string, cause: TypeError): string | undefined {
  const types = Reflect.get(globalThis, 'trustedTypes') as TrustedTypes | undefined;
  if (types === undefined) return undefined;
  try {
    const known = Reflect.get(globalThis, policyKey) as ScriptUrlPolicy | undefined;
    const policy = known ?? types.createPolicy(policyName, { createScriptURL: (address) => address });
    Reflect.set(globalThis, policyKey, policy);
    return policy.createScriptURL(url);
  } catch {
    const fix = `Allow the policy in the Content-Security-Policy: \`trusted-types ${policyName}\`.`;
    throw new OnsightError('setup-blocked', { reason: 'trusted-types', url, fix }, { cause });
  }
}
