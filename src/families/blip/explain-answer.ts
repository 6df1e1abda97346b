import type { LaneOptions } from '../../core/async/lane.ts';
import type { FloatTensor } from '../../runtime/tensor-data.ts';
import type { HeatMap } from '../../math/heat-map.ts';
import type { AnswerParts } from './blip-loader.ts';
import type { EncoderMemory } from './encoder-memory.ts';
import { toAttentionMap, type StateGrid } from './attention-map.ts';
import { occlude } from './occlusion.ts';

/** Question and answer to explain. */
interface AskedAnswer {
  readonly states: FloatTensor;
  readonly question: string;
  readonly memory: EncoderMemory;
  /** The answer with start and end token. */
  readonly ids: readonly number[];
}

/**
 * Heat map of an answer's evidence in the image. The decoder sees the question, not the image: if both graphs output
 * attention, the decoder's attention to the question's tokens weights each token's attention to the image; otherwise
 * cells of the image are occluded one by one.
 */
export async function explainAnswer(
  { reader, writer }: AnswerParts,
  grid: StateGrid,
  { states, question, memory, ids }: AskedAnswer,
  options: LaneOptions,
): Promise<HeatMap> {
  const questionLooks = await reader.lookOf(question, states, options);
  const answerLooks = questionLooks && (await writer.lookOf(memory, ids, options));
  if (questionLooks !== undefined && answerLooks !== undefined)
    return toAttentionMap([chain(answerLooks, questionLooks)], grid);
  const score = async (variants: FloatTensor, own: LaneOptions): Promise<readonly number[]> => {
    const read = await writer.remember(await reader.readQuestion(question, variants, own), own);
    return writer.score(
      read,
      Array.from({ length: read.count }, () => ids),
      own,
    );
  };
  return occlude(states, grid, score, !reader.fixedBatch && writer.takesBatches, options);
}

/** Attention of the answer over the question, `[1, answer, question]`, through that of the question over the image. */
function chain(answer: FloatTensor, question: FloatTensor): Float32Array {
  const [, tokens = 0, states = 0] = question.dims;
  const sum = new Float32Array(states);
  for (const [at, weight] of answer.data.entries())
    for (let state = 0; state < states; state += 1)
      sum[state] = (sum[state] ?? 0) + weight * (question.data[(at % tokens) * states + state] ?? 0);
  return sum;
}
