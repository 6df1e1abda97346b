import { delimiter, resolve } from 'node:path';
import { chromaProgram } from './chroma.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';
import { runStep } from './run-step.mjs';
import { steps } from './steps.mjs';

process.chdir(resolve(import.meta.dirname, '..'));

/** Node 20's npm scripts put the installed tools on the path; here they must be found without npm as well. */
function environment(chromium) {
  const path = [resolve('node_modules/.bin'), process.env.PATH].join(delimiter);
  return {
    ...process.env,
    CI: 'true',
    CHROMIUM: chromium,
    CHROMA: chromaProgram,
    PATH: path,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
  };
}

function describe({ passed, failed, skipped, seconds, complaint }) {
  const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ');
  return `${complaint === undefined ? 'ok' : 'FAILED'}, ${counts}, ${seconds.toFixed(1)} s${complaint === undefined ? '' : ` (${complaint})`}`;
}

async function runAll(chosen, env) {
  const results = new Map();
  for (const step of chosen) {
    console.log(`\n=== ${step.name}: ${step.command.join(' ')}`);
    const blocker = (step.needs ?? []).find((name) => results.get(name)?.complaint !== undefined);
    const result = blocker
      ? { passed: 0, failed: 1, skipped: 0, seconds: 0, complaint: `not run, it needs ${blocker}` }
      : await runStep(step, env);
    results.set(step.name, result);
    console.log(`--- ${step.name}: ${describe(result)}`);
  }
  return results;
}

function summarise(results) {
  console.log('\n=== summary');
  for (const [name, result] of results) console.log(`${name.padEnd(20)} ${describe(result)}`);
  const total = (key) => [...results.values()].reduce((sum, result) => sum + result[key], 0);
  process.exitCode = total('failed') === 0 && total('passed') > 0 ? 0 : 1;
  console.log(`total time ${total('seconds').toFixed(0)} s`);
  console.log(`${total('passed')} passed, ${total('failed')} failed`);
}

try {
  ensureInstalled();
  const env = environment(ensureChromium());
  const withChecks = process.argv.includes('--checks');
  summarise(
    await runAll(
      steps.filter((step) => withChecks || !step.check),
      env,
    ),
  );
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
