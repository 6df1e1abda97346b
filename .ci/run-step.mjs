import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCounts } from './read-counts.mjs';

const reports = 'node_modules/.cache/onsight-ci';

/** Children that run now. Each leads a process group, so that browsers and servers below it end with it. */
const children = new Set();

function endGroup({ pid }, signal) {
  if (pid !== undefined) process.kill(-pid, signal);
}

/** Time in which a command ends its servers, which may lead process groups of their own (Playwright's does). */
const graceMs = 10_000;

/** Ends the commands of all running steps. */
export function endSteps() {
  for (const child of children) endGroup(child, 'SIGKILL');
}

/** Runs a command; its output is kept and passed to `write`. Its whole process group ends at the deadline. */
function execute([command, ...args], env, timeoutMs, write) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    let timedOut = false;
    children.add(child);
    const show = (chunk) => {
      output += chunk;
      write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', show);
    child.stderr.setEncoding('utf8').on('data', show);
    let timer = setTimeout(() => {
      timedOut = true;
      endGroup(child, 'SIGTERM');
      timer = setTimeout(() => endGroup(child, 'SIGKILL'), graceMs);
    }, timeoutMs);
    const settle = (code) => {
      clearTimeout(timer);
      children.delete(child);
      resolve({ code, output, timedOut });
    };
    child.on('error', (error) => {
      show(`${error.message}\n`);
      settle(1);
    });
    child.on('close', (code) => settle(code ?? 1));
  });
}

/** Why a step that ended did not pass, or undefined when it did. */
function complaint({ step, code, timedOut, output, counts }) {
  if (timedOut) return `took longer than ${step.minutes} minutes and was ended`;
  if (code !== 0) return `ended with code ${code}`;
  if (counts.failed > 0) return `${counts.failed} failed`;
  if (counts.passed === 0 || (step.ran && !step.ran.test(output))) return 'ran nothing';
  return undefined;
}

/** The end of what a tool printed, for a failure that no report describes. */
const lastLines = (output) => output.trimEnd().split('\n').slice(-20).join('\n');

function countsOf(step, report, code) {
  if (!step.report) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, failures: [] };
  try {
    return readCounts(step.report, report);
  } catch (error) {
    console.log(`No report of ${step.report}: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0, failures: [] };
  }
}

/**
 * Runs one step; its output goes to `write`. Resolves with `{ passed, failed, skipped, failures, seconds, complaint }`;
 * `failures` has a text for each failed test, or the end of the output where no test is to blame.
 */
export async function runStep(step, env, write = (text) => process.stdout.write(text)) {
  mkdirSync(reports, { recursive: true });
  const report = join(reports, `${step.name}.json`);
  rmSync(report, { force: true });
  const started = performance.now();
  const { code, output, timedOut } = await execute(
    step.command.map((part) => part.replace('{report}', report)),
    { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    step.minutes * 60_000,
    write,
  );
  const counts = countsOf(step, report, code);
  const why = complaint({ step, code, timedOut, output, counts });
  // A tool that fails without a failed test (a crash, a time-out, nothing run) still is a failure.
  const failed = why !== undefined && counts.failed === 0 ? 1 : counts.failed;
  const passed = step.report || why === undefined ? counts.passed : 0;
  const failures = why !== undefined && counts.failures.length === 0 ? [lastLines(output)] : counts.failures;
  return { ...counts, passed, failed, failures, complaint: why, seconds: (performance.now() - started) / 1000 };
}
