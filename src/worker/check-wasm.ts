import { OnsightError } from '../core/errors.ts';

const emptyModule = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/**
 * Compiles an empty module, which takes no time: without WebAssembly nothing of a model runs.
 *
 * @param pageUrl - address of the page, whose policy a worker made from a Blob has
 * @throws OnsightError `setup-blocked` if WebAssembly is missing, or a content security policy forbids it
 */
export function checkWasm(pageUrl: string): void {
  if (typeof WebAssembly === 'undefined') {
    const fix = 'The browser has it switched off, as in the Lockdown Mode of iOS: allow it for this site.';
    throw new OnsightError('setup-blocked', { reason: 'missing-api', url: 'WebAssembly', fix });
  }
  try {
    new WebAssembly.Module(emptyModule);
  } catch (cause) {
    const url = location.protocol === 'blob:' ? pageUrl : location.href;
    const fix = "Add `'wasm-unsafe-eval'` to `script-src` in the Content-Security-Policy that this file is sent with.";
    throw new OnsightError('setup-blocked', { reason: 'csp', url, fix }, { cause });
  }
}
