/** Writes a step's output line by line, each with the step's name in front: two lanes share the screen. */
function prefixed(name) {
  let rest = '';
  const print = (line) => console.log(`[${name}] ${line}`);
  return {
    write(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) print(line);
    },
    end() {
      if (rest !== '') print(rest);
      rest = '';
    },
  };
}

/** How a step went, in words. */
export function describe({ passed, failed, skipped, complaint }) {
  const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ');
  return complaint === undefined ? `ok, ${counts}` : `FAILED, ${counts} (${complaint})`;
}

/** One row per step: its seconds and how it went. */
export function table(results) {
  const width = Math.max(...[...results.keys()].map((name) => name.length));
  const rows = [...results].map(
    ([name, result]) => `${name.padEnd(width)}  ${result.seconds.toFixed(1).padStart(7)} s  ${describe(result)}`,
  );
  return rows.join('\n');
}

/** Each failure of each step once more, so that the end of the output is enough to see what went wrong. */
export function failuresOf(results) {
  return [...results]
    .flatMap(([name, { failures = [] }]) => failures.map((text) => `--- ${name}: ${text}`))
    .join('\n\n');
}

/**
 * Runs lanes side by side, and the steps of a lane one after the other. A step waits for the steps that it needs, in
 * whatever lane they are, and fails without being run if one of them failed.
 *
 * @param runStep `(step, write)`: runs one step and resolves with its result
 * @returns results by the steps' names, in the order of the lanes
 */
export async function runLanes(lanes, runStep) {
  const running = new Map();

  async function blockerOf({ needs = [] }) {
    for (const name of needs) if ((await running.get(name)).complaint !== undefined) return name;
    return undefined;
  }

  async function run(step) {
    const blocker = await blockerOf(step);
    if (blocker !== undefined)
      return { passed: 0, failed: 1, skipped: 0, seconds: 0, failures: [], complaint: `not run, it needs ${blocker}` };
    console.log(`\n=== ${step.name}: ${step.command.join(' ')}`);
    const output = prefixed(step.name);
    const result = await runStep(step, output.write);
    output.end();
    console.log(`--- ${step.name}: ${result.seconds.toFixed(1)} s, ${describe(result)}`);
    return result;
  }

  for (const lane of lanes) {
    let previous = Promise.resolve();
    for (const step of lane) {
      previous = previous.then(() => run(step));
      running.set(step.name, previous);
    }
  }
  return new Map(await Promise.all([...running].map(async ([name, result]) => [name, await result])));
}
