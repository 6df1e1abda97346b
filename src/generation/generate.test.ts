import { expect, test } from 'vitest';
import type { GenerateOptions } from '../families/vision-language-model.ts';
import type { Continuation, Decoder, DecoderStep } from './decoder.ts';
import { generate } from './generate.ts';
import { planGeneration } from './generation-plan.ts';
import { logSoftmax } from './log-softmax.ts';
import golden from '../families/blip/testdata/hf-generate.golden.json' with { type: 'json' };

/** The model of tools/make_generate_goldens.py: logits are a formula of the ids so far. */
class FormulaDecoder implements Decoder {
  readonly #vocabulary: number;
  readonly #sharpness: number;
  #sequences: readonly (readonly number[])[] = [];

  constructor(vocabulary: number, sharpness: number) {
    this.#vocabulary = vocabulary;
    this.#sharpness = sharpness;
  }

  start(prompt: readonly number[]): Promise<DecoderStep> {
    return this.#say([prompt]);
  }

  next(continuations: readonly Continuation[]): Promise<DecoderStep> {
    return this.#say(continuations.map(({ row, token }) => [...this.#sequences[row]!, token]));
  }

  #say(sequences: readonly (readonly number[])[]): Promise<DecoderStep> {
    this.#sequences = sequences;
    const logits = Float32Array.from(sequences.flatMap((ids) => this.#row(ids)));
    return Promise.resolve({ rows: sequences.length, vocabulary: this.#vocabulary, logits });
  }

  #row(ids: readonly number[]): number[] {
    const state = ids.reduce((sum, id) => (sum * 31 + id + 1) % 65521, 7);
    return Array.from(
      { length: this.#vocabulary },
      (_, v) => this.#sharpness * Math.sin(state * 0.37 * (v + 1)) + (v === golden.end ? 1.5 : 0),
    );
  }
}

const defaults = { beams: 3, maxNewTokens: 20, maxTokens: 64 };

function run(
  vocabulary: number,
  sharpness: number,
  prompt: readonly number[],
  options: GenerateOptions,
): ReturnType<typeof generate> {
  const decoder = new FormulaDecoder(vocabulary, sharpness);
  return generate(decoder, prompt, golden.end, planGeneration(options, defaults));
}

test.each(golden.cases.map((each, index) => ({ ...each, index })))(
  "case $index: the same tokens and scores as Hugging Face's generate, $options",
  async ({ vocabulary, sharpness, prompt, options, sequences }) => {
    const found = await run(vocabulary, sharpness, prompt, options);
    expect(found.map(({ ids }) => ids.slice(prompt.length))).toEqual(sequences.map(({ ids }) => ids));
    // Greedy search has no scores in the golden file.
    for (const [index, { score }] of sequences.entries())
      if (score !== null) expect(Math.abs(found[index]!.score / score - 1)).toBeLessThan(1e-5);
  },
);

test('beam search finds the likeliest sequence when the beam is wide enough', async () => {
  const promised = { beams: 16, n: 16, maxNewTokens: 3, lengthPenalty: 0 };
  for (const sharpness of [0.5, 1, 2]) {
    const found = await run(3, sharpness, [2], promised);
    const all: { ids: number[]; logProbability: number }[] = [];
    const grow = async (ids: readonly number[], sum: number): Promise<void> => {
      const { logits } = await new FormulaDecoder(3, sharpness).start(ids);
      for (const [token, score] of logSoftmax(logits).entries()) {
        const next = { ids: [...ids, token], logProbability: sum + score };
        if (token === golden.end || next.ids.length === 4) all.push(next);
        else await grow(next.ids, next.logProbability);
      }
    };
    await grow([2], 0);
    all.sort((a, b) => b.logProbability - a.logProbability);
    expect(found.map(({ ids }) => ids)).toEqual(all.map(({ ids }) => ids));
  }
});

test('sampling is reproducible per seed, varies across seeds and is greedy with topP 0.01', async () => {
  const sample = async (seed: number, topP: number): Promise<readonly (readonly number[])[]> =>
    (await run(50, 2, [2], { topP, seed, n: 4, temperature: 1.2 })).map(({ ids }) => ids);
  const first = await sample(7, 0.9);
  expect(await sample(7, 0.9)).toEqual(first);
  expect(await sample(8, 0.9)).not.toEqual(first);
  expect(new Set(first.map(String)).size).toBeGreaterThan(1);
  const [greedy] = await run(50, 2, [2], { beams: 1 });
  for (const ids of await sample(7, 0.01)) expect(ids).toEqual(greedy!.ids);
});

test('calls onToken for every token except the end token, including the last that fits', async () => {
  for (const maxNewTokens of [1, 4, 20]) {
    const heard: (readonly number[])[] = [];
    const plan = planGeneration({ beams: 1, maxNewTokens }, defaults);
    const onToken = ({ ids }: { readonly ids: readonly number[] }): number => heard.push(ids);
    const [found] = await generate(new FormulaDecoder(20, 3), [2], golden.end, plan, { onToken });
    const written = found!.ids.filter((id) => id !== golden.end);
    expect(heard).toEqual(written.slice(1).map((_, index) => written.slice(0, index + 2)));
  }
});

test('calls onToken after every token and stops before the next one on abort', async () => {
  const decoder = new FormulaDecoder(400, 3);
  const plan = planGeneration({ beams: 1, minNewTokens: 20 }, defaults);
  const controller = new AbortController();
  const reason = new Error('enough');
  const lengths: number[] = [];
  const running = generate(decoder, [2], golden.end, plan, {
    signal: controller.signal,
    onToken: ({ ids }) => {
      lengths.push(ids.length);
      if (ids.length === 5) controller.abort(reason);
    },
  });
  await expect(running).rejects.toBe(reason);
  expect(lengths).toEqual([2, 3, 4, 5]);
});
