import { delimiter, resolve } from 'node:path';
import { chromaProgram } from './chroma.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';
import { failuresOf, runLanes, table } from './run-lanes.mjs';
import { endSteps, runStep } from './run-step.mjs';
import { lanes } from './steps.mjs';

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

function summarise(results, seconds) {
  const failures = failuresOf(results);
  if (failures !== '') console.log(`\n=== failures\n${failures}`);
  console.log(`\n=== summary\n${table(results)}`);
  const total = (key) => [...results.values()].reduce((sum, result) => sum + result[key], 0);
  process.exitCode = total('failed') === 0 && total('passed') > 0 ? 0 : 1;
  console.log(`total time ${seconds.toFixed(0)} s, ${total('seconds').toFixed(0)} s of steps`);
  console.log(`${total('passed')} passed, ${total('failed')} failed`);
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    endSteps();
    process.exit(130);
  });

try {
  const started = performance.now();
  ensureInstalled();
  const env = environment(ensureChromium());
  const withChecks = process.argv.includes('--checks');
  const chosen = lanes.map((lane) => lane.filter((step) => withChecks || !step.check));
  const results = await runLanes(chosen, (step, write) => runStep(step, env, write));
  summarise(results, (performance.now() - started) / 1000);
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
