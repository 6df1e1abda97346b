import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';

type Feeds = Readonly<Record<string, ort.Tensor>>;

ort.env.logLevel = 'error';
ort.env.wasm.numThreads = 1;

/** Runs the graphs of a pack on disk with ORT-web's WASM build. */
export class PackRunner {
  readonly #folder: string;
  readonly #sessions = new Map<string, Promise<ort.InferenceSession>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async run(part: string, feeds: Feeds): Promise<Readonly<Record<string, ort.Tensor>>> {
    let session = this.#sessions.get(part);
    if (session === undefined) {
      const bytes = new Uint8Array(readFileSync(join(this.#folder, `${part}.onnx`)));
      session = ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
      this.#sessions.set(part, session);
    }
    return (await session).run(feeds);
  }

  /** The logits of the last of `ids`, fed `chunk` at a time with what was remembered of those before. */
  async lastLogits(states: ort.Tensor, ids: readonly number[], chunk: number = ids.length): Promise<Float32Array> {
    const cross = await this.run('text_decoder_cross', { encoder_states: states });
    let past: Feeds = Object.fromEntries(
      Object.entries(cross).map(([name, { dims }]) => {
        const [, heads = 0, , width = 0] = dims;
        return [name.replace('cross', 'past'), floats([], [1, heads, 0, width])];
      }),
    );
    let last = new Float32Array();
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
      const { logits } = out;
      const vocabulary = logits?.dims[2] ?? 0;
      last = data(logits).slice(-vocabulary);
    }
    return last;
  }

  /** Greedy tokens after `ids`, up to `sep` or `count` of them. */
  async greedy(states: ort.Tensor, ids: readonly number[], count: number, sep: number): Promise<readonly number[]> {
    const all = [...ids];
    while (all.length < ids.length + count && all.at(-1) !== sep) {
      const logits = await this.lastLogits(states, all);
      all.push(logits.indexOf(Math.max(...logits)));
    }
    return all;
  }

  async dispose(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).release();
  }
}

export function floats(values: readonly number[] | Float32Array, dims: readonly number[]): ort.Tensor {
  return new ort.Tensor('float32', Float32Array.from(values), dims);
}

export function row(ids: readonly number[]): ort.Tensor {
  return new ort.Tensor('int64', BigInt64Array.from(ids.map(BigInt)), [1, ids.length]);
}

export function ones(length: number): ort.Tensor {
  return new ort.Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]);
}

export function data(tensor: ort.Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new TypeError('Expected a tensor of float32.');
  return tensor.data;
}

/** The picture "pattern" of e2e/blip/README.md. */
export function pattern(height: number, width: number): ort.Tensor {
  const values = new Float32Array(3 * height * width);
  for (let c = 0; c < 3; c += 1)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        values[(c * height + y) * width + x] = 1.5 * Math.sin(0.37 * x + 0.11 * c) * Math.cos(0.23 * y - 0.19 * c);
  return floats(values, [1, 3, height, width]);
}

/** The greatest difference between two lists of numbers. */
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
