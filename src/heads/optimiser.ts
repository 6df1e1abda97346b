/** Learning rate over the steps of a run: a linear warm-up, then constant, a half cosine, or a polynomial to zero. */
export interface Schedule {
  readonly kind: 'constant' | 'warmup-cosine' | 'warmup-polynomial';
  /** Highest rate. */
  readonly rate: number;
  /** Steps of the whole run. */
  readonly steps: number;
  /** Steps of the warm-up. @defaultValue 5 % of the steps, at least 10 */
  readonly warmup?: number | undefined;
  /** Of `warmup-polynomial`. @defaultValue 1 */
  readonly power?: number | undefined;
}

/** Learning rate of a step, counted from 0. */
export function rateAt({ kind, rate, steps, warmup, power = 1 }: Schedule, step: number): number {
  if (kind === 'constant') return rate;
  const warm = Math.min(steps, warmup ?? Math.max(10, Math.round(steps * 0.05)));
  if (step < warm) return (rate * (step + 1)) / warm;
  const done = (step - warm) / Math.max(1, steps - warm);
  return kind === 'warmup-cosine' ? (rate * (1 + Math.cos(Math.PI * done))) / 2 : rate * (1 - done) ** power;
}

/** Moments of one parameter: plain data, part of a checkpoint. */
export interface OptimiserState {
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** Steps taken. */
  count: number;
}

/** Settings of {@link step}. */
export interface OptimiserOptions {
  /** AdamW (Loshchilov & Hutter 2019), or LAMB (You et al. 2020), which bounds a step by the parameter's own length. */
  readonly kind?: 'adamw' | 'lamb' | undefined;
  /** Decoupled weight decay; 0 for scales and biases. @defaultValue 0.01 */
  readonly decay?: number | undefined;
  /** @defaultValue 1e-8, for LAMB 1e-6 */
  readonly epsilon?: number | undefined;
}

/** State of a parameter that no step has changed yet. */
export function startState(size: number): OptimiserState {
  return { first: new Float32Array(size), second: new Float32Array(size), count: 0 };
}

const [beta1, beta2] = [0.9, 0.999];
/** Bound of LAMB's trust ratio, as in the authors' second version. */
const mostTrust = 10;

/** One step of the optimiser: changes `parameter` and `state` in place. */
export function step(
  parameter: Float32Array,
  gradient: Float32Array,
  state: OptimiserState,
  rate: number,
  { kind = 'adamw', decay = 0.01, epsilon = kind === 'lamb' ? 1e-6 : 1e-8 }: OptimiserOptions = {},
): void {
  const { first, second } = state;
  state.count += 1;
  const [c1, c2] = [1 / (1 - beta1 ** state.count), 1 / (1 - beta2 ** state.count)];
  const update = kind === 'lamb' ? new Float32Array(parameter.length) : undefined;
  for (let i = 0; i < parameter.length; i += 1) {
    const slope = gradient[i]!;
    const m = (first[i] = beta1 * first[i]! + (1 - beta1) * slope);
    const v = (second[i] = beta2 * second[i]! + (1 - beta2) * slope * slope);
    const move = (m * c1) / (Math.sqrt(v * c2) + epsilon) + decay * parameter[i]!;
    if (update === undefined) parameter[i]! -= rate * move;
    else update[i] = move;
  }
  if (update === undefined) return;
  const trust = trustOf(parameter, update);
  for (let i = 0; i < parameter.length; i += 1) parameter[i]! -= rate * trust * update[i]!;
}

/** Ratio of the lengths; 1 where one of them is zero and for scalars, whose length says nothing about a step. */
function trustOf(parameter: Float32Array, update: Float32Array): number {
  if (parameter.length === 1) return 1;
  const ratio = Math.sqrt(squares(parameter) / squares(update));
  return ratio > 0 && ratio < Infinity ? Math.min(ratio, mostTrust) : 1;
}

function squares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
