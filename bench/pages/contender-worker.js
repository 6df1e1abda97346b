// A store of bench/peers in this worker.
import { answerCalls } from './answer-calls.js';
import { createContender } from './contender.js';

const { module, variant, rows } = Object.fromEntries(new URL(globalThis.location.href).searchParams);
let contender;
const call = async (name, value) => {
  contender ??= createContender(await import(/* @vite-ignore */ `/peers/${module}.js`), {
    rows: Number(rows),
    variant,
  });
  return contender[name](value);
};
answerCalls(
  Object.fromEntries(
    ['build', 'open', 'search', 'filter', 'newFilter', 'remove'].map((name) => [name, (value) => call(name, value)]),
  ),
);
