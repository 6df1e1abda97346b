import type { ByteBudgetCache } from '../byte-budget-cache.ts';
import type { CapabilityOptions } from '../capabilities.ts';
import type { ModelCaption, CaptionOptions, CaptionStep, LazyImage, WordHeat } from '../vision-language-model.ts';
import type { CaptionParts } from './blip-loader.ts';
import { CaptionSteps } from './caption-steps.ts';
import type { HeatMap } from '../../math/heat-map.ts';
import { generate } from '../../generation/generate.ts';
import type { GenerationPlan } from '../../generation/generation-plan.ts';
import { toAttentionMap, type StateGrid } from './attention-map.ts';
import { toLaneOptions } from './lane-options.ts';
import type { PackFacts } from './pack-facts.ts';
import { encodeImage } from './image-states.ts';
import type { Sequence } from '../../generation/search.ts';
import type { TextTokenizer } from '../packs/text-tokenizer.ts';
import { findStutter } from '../../generation/drop-stutter.ts';
import { wordsOf } from '../../generation/words-of.ts';

/** Options of {@link writeCaption}. */
interface WriteCaptionOptions extends Pick<CaptionOptions, 'prompt'>, CapabilityOptions {
  readonly onStep?: ((step: CaptionStep) => void) | undefined;
}

/** Generates a caption: the decoder attends to the image's states. */
export async function writeCaption(
  { vision, writer, tokenizer }: CaptionParts,
  facts: PackFacts,
  cache: ByteBudgetCache,
  image: LazyImage,
  plan: GenerationPlan,
  { prompt = '', onStep, ...call }: WriteCaptionOptions,
): Promise<ModelCaption> {
  const options = toLaneOptions(call);
  // Hugging Face's BLIP writes the start token over the first special token and leaves out the last one.
  const ids = [facts.tokens.start, ...tokenizer.encode(prompt).slice(1, -1)];
  // The last token written is never read.
  if (ids.length + plan.maxNewTokens - 1 > facts.caption.maxTokens)
    throw new RangeError(
      `Expected \`prompt\` and \`maxNewTokens\` together to have at most ${facts.caption.maxTokens} tokens, got \`${ids.length + plan.maxNewTokens - 1}\`.`,
    );
  const memory = await cache.get(
    `caption/${writer.name}/${image.key}`,
    async (signal) => {
      const { states } = await encodeImage(vision, facts.image, image, cache, { ...options, signal });
      return writer.remember(states, { ...options, signal });
    },
    options,
  );
  // A pack that bans repeated n-grams does not want repeated words either.
  const mayRepeat = (facts.caption.noRepeatNgramSize ?? 0) === 0;
  const show = (sequence: Sequence): ReturnType<typeof toCaptionText> =>
    toCaptionText(sequence, ids.length, tokenizer, facts.grid, mayRepeat);
  const steps = new CaptionSteps({ tokenizer, mayRepeat });
  const heatOf = (sequence: Sequence): HeatMap | undefined => {
    const attention = sequence.attention.at(-1);
    return attention && facts.grid && toAttentionMap([attention], facts.grid);
  };
  const onToken = (sequence: Sequence): void => {
    const step = steps.next(sequence.ids, heatOf(sequence));
    if (step !== undefined) onStep?.(step);
  };
  const found = await generate(writer.open(memory), ids, facts.tokens.end, plan, {
    ...options,
    ...(onStep && { onToken }),
  });
  const texts = found.map((sequence) => ({ ...show(sequence), score: sequence.score }));
  const [best = { text: '', words: [], score: -Infinity }] = texts;
  // With several sequences, the caption is unknown until the end.
  const last = steps.last(best.text, found[0] && heatOf(found[0]));
  if (last !== undefined) onStep?.(last);
  return { ...best, alternatives: texts.map(({ text, score }) => ({ text, score })) };
}

/**
 * Text of a sequence, and its words with their attention.
 *
 * @param mayRepeat - whether a repeated word stays
 */
function toCaptionText(
  sequence: Sequence,
  promptLength: number,
  tokenizer: TextTokenizer,
  grid: StateGrid | undefined,
  mayRepeat: boolean,
): { readonly text: string; readonly words: readonly WordHeat[] } {
  const stutter = mayRepeat ? new Set() : findStutter(sequence.ids.map((id) => tokenizer.piece(id)));
  const kept = [...sequence.ids.keys()].filter((at) => !stutter.has(at));
  const ids = kept.map((at) => sequence.ids[at] ?? 0);
  const text = tokenizer.decode(ids);
  const pieces = ids.map((id) => tokenizer.piece(id));
  const words = wordsOf(text, pieces).map(({ word, start, end, tokens }) => {
    // Words of the prompt were not generated, so they have no attention.
    const attention = tokens.flatMap((token) => sequence.attention[(kept[token] ?? 0) - promptLength] ?? []);
    const heat = grid === undefined || attention.length === 0 ? undefined : toAttentionMap(attention, grid);
    return { word, start, end, ...(heat && { heat }) };
  });
  return { text, words };
}
