import type { LaneOptions } from '../../core/async/lane.ts';
import type { ByteBudgetCache } from '../byte-budget-cache.ts';
import { softmax } from '../softmax.ts';
import type { CapabilityOptions } from '../capabilities.ts';
import type { ModelAnswer, AnswerOptions, LazyImage, RankedAnswer } from '../vision-language-model.ts';
import type { AnswerParts } from './blip-loader.ts';
import type { EncoderMemory } from './encoder-memory.ts';
import { explainAnswer } from './explain-answer.ts';
import { generate } from '../../generation/generate.ts';
import type { GenerationPlan } from '../../generation/generation-plan.ts';
import { toLaneOptions } from './lane-options.ts';
import type { PackFacts } from './pack-facts.ts';
import { encodeImage } from './image-states.ts';

/** How the answer is found: generated, or chosen from a list. */
type AnswerWay = { readonly plan: GenerationPlan } | { readonly answers: readonly string[] };

/** An answer and its token ids, start token included. */
interface ScoredAnswer extends RankedAnswer {
  readonly ids: readonly number[];
}

/** Answers a question: the text encoder reads it against the image, the decoder attends to its states. */
export async function answerQuestion(
  parts: AnswerParts,
  facts: PackFacts,
  cache: ByteBudgetCache,
  image: LazyImage,
  question: string,
  way: AnswerWay,
  { explain = false, ...call }: Pick<AnswerOptions, 'explain'> & CapabilityOptions,
): Promise<ModelAnswer> {
  const options = toLaneOptions(call);
  const { vision, reader, writer } = parts;
  const memory = await cache.get(
    `question/${writer.name}/${image.key}/${question}`,
    async (signal) => {
      const { states } = await encodeImage(vision, facts.image, image, cache, { ...options, signal });
      return writer.remember(await reader.readQuestion(question, states, { ...options, signal }), options);
    },
    options,
  );
  const found = await ('plan' in way
    ? writeAnswers(parts, facts, memory, way.plan, options)
    : rankAnswers(parts, facts, memory, way.answers, options));
  const [best = { answer: '', probability: 0, ids: [] }] = found;
  const alternatives = found
    .map(({ answer, probability }) => ({ answer, probability }))
    .sort((a, b) => b.probability - a.probability);
  const result = { answer: best.answer, probability: best.probability, alternatives };
  if (!explain || facts.grid === undefined) return result;
  const { states } = await encodeImage(vision, facts.image, image, cache, options);
  const asked = { states, question, memory, ids: best.ids };
  return { ...result, heat: await explainAnswer(parts, facts.grid, asked, options) };
}

/**
 * Generates answers, by descending search score. An answer's probability is the model's own for these tokens, the end
 * token included; those of one search do not sum to 1.
 */
async function writeAnswers(
  { writer, tokenizer }: AnswerParts,
  { tokens }: PackFacts,
  memory: EncoderMemory,
  plan: GenerationPlan,
  options: LaneOptions,
): Promise<readonly ScoredAnswer[]> {
  const found = await generate(writer.open(memory), [tokens.start], tokens.end, plan, options);
  return found.map(({ ids, logProbability }) => ({
    answer: tokenizer.decode(ids),
    probability: Math.exp(logProbability),
    ids,
  }));
}

/**
 * Ranks given answers as the paper does (Li et al. 2022, BLIP, `rank_answer` of models/blip_vqa.py): each is scored
 * by the summed log probability of its tokens, the end token included. The probabilities are the softmax of those
 * sums: how likely each answer is *among these*.
 */
async function rankAnswers(
  { writer, tokenizer }: AnswerParts,
  { tokens }: PackFacts,
  memory: EncoderMemory,
  answers: readonly string[],
  options: LaneOptions,
): Promise<readonly ScoredAnswer[]> {
  const sequences = answers.map((answer) => [tokens.start, ...tokenizer.encode(answer).slice(1)]);
  const probabilities = softmax(await writer.score(memory, sequences, options));
  return answers
    .map((answer, index) => ({ answer, probability: probabilities[index] ?? 0, ids: sequences[index] ?? [] }))
    .sort((a, b) => b.probability - a.probability);
}
