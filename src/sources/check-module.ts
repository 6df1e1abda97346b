import { probeSetup } from '../assets/setup/probe-setup.ts';

const missingFix =
  "Copy `assets/` of node_modules/onsight/dist beside the worker script, or name the copy: `assetsUrl: '/onsight/assets/'`.";

/**
 * Imports one of the package's modules, which stays loaded. Call it before downloads that are of no use without it.
 *
 * @throws OnsightError `setup-blocked` if the page's setup is the reason why it cannot be imported; other failures are
 * left to whoever imports it next
 */
export async function checkModule(url: string): Promise<void> {
  try {
    await import(/* @vite-ignore */ /* webpackIgnore: true */ url);
  } catch {
    const found = await probeSetup({ url, use: 'script', missingFix });
    if (found !== undefined) throw found;
  }
}
