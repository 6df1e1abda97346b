import type { TensorData, TensorMap } from '../../runtime/tensor-data.ts';

/** One graph, ready to run. */
export interface PartSession {
  run(feeds: TensorMap): Promise<TensorMap>;
  dispose(): Promise<void>;
}

/** Runs the graphs of a pack; `open` creates the session of a part on first use. */
export class PackRunner {
  readonly #open: (part: string) => Promise<PartSession>;
  readonly #sessions = new Map<string, Promise<PartSession>>();

  constructor(open: (part: string) => Promise<PartSession>) {
    this.#open = open;
  }

  async run(part: string, feeds: TensorMap): Promise<TensorMap> {
    const session = this.#sessions.get(part) ?? this.#open(part);
    this.#sessions.set(part, session);
    return (await session).run(feeds);
  }

  /** All logits of `ids`, fed `chunk` at a time with a key-value cache. */
  async logits(
    states: TensorData,
    ids: readonly number[],
    chunk: number = ids.length,
  ): Promise<readonly Float32Array[]> {
    const cross = await this.run('text_decoder_cross', { encoder_states: states });
    let past: TensorMap = Object.fromEntries(
      Object.entries(cross).map(([name, { dims }]) => {
        const [, heads = 0, , width = 0] = dims;
        return [name.replace('cross', 'past'), floats([], [1, heads, 0, width])];
      }),
    );
    const rows: Float32Array[] = [];
    for (let at = 0; at < ids.length; at += chunk) {
      const out = await this.run('text_decoder', {
        input_ids: row(ids.slice(at, at + chunk)),
        encoder_attention_mask: ones(states.dims[1] ?? 0),
        ...past,
        ...cross,
      });
      past = Object.fromEntries(
        Object.entries(out)
          .filter(([name]) => name.startsWith('present'))
          .map(([name, tensor]) => [name.replace('present', 'past'), tensor]),
      );
      const [, tokens = 0, vocabulary = 0] = out['logits']?.dims ?? [];
      for (let token = 0; token < tokens; token += 1)
        rows.push(data(out['logits']).slice(token * vocabulary, (token + 1) * vocabulary));
    }
    return rows;
  }

  async lastLogits(states: TensorData, ids: readonly number[], chunk?: number): Promise<Float32Array> {
    return (await this.logits(states, ids, chunk)).at(-1)!;
  }

  /** Greedy tokens after `ids`, up to `sep` or `count` of them. */
  async greedy(states: TensorData, ids: readonly number[], count: number, sep: number): Promise<readonly number[]> {
    const all = [...ids];
    while (all.length < ids.length + count && all.at(-1) !== sep) {
      const logits = await this.lastLogits(states, all);
      all.push(argmax(logits));
    }
    return all;
  }

  async dispose(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).dispose();
  }
}

export function floats(values: readonly number[] | Float32Array, dims: readonly number[]): TensorData {
  return { type: 'float32', data: Float32Array.from(values), dims };
}

export function row(ids: readonly number[]): TensorData {
  return { type: 'int64', data: BigInt64Array.from(ids.map(BigInt)), dims: [1, ids.length] };
}

export function ones(length: number): TensorData {
  return { type: 'int64', data: new BigInt64Array(length).fill(1n), dims: [1, length] };
}

export function data(tensor: TensorData | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new TypeError('Expected a float32 tensor.');
  return tensor.data;
}

/** The image "pattern" of fixtures/blip/README.md. */
export function pattern(height: number, width: number): TensorData {
  const values = new Float32Array(3 * height * width);
  for (let c = 0; c < 3; c += 1)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        values[(c * height + y) * width + x] = 1.5 * Math.sin(0.37 * x + 0.11 * c) * Math.cos(0.23 * y - 0.19 * c);
  return floats(values, [1, 3, height, width]);
}

export function argmax(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}

/** Largest absolute difference between two arrays. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(b, (value, i) => Math.abs(value - (a[i] ?? NaN))));
}

export function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    dot += value * (b[i] ?? NaN);
    aa += value * value;
    bb += (b[i] ?? NaN) ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}
