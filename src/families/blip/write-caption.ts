import type { ByteBudgetCache } from '../byte-budget-cache.ts';
import type { CapabilityOptions } from '../capabilities.ts';
import type { Caption, CaptionOptions, CaptionStep, PictureRef } from '../vision-language-model.ts';
import type { CaptionParts } from './blip-loader.ts';
import { toCaptionText } from './caption-text.ts';
import { generate } from '../../generation/generate.ts';
import type { GenerationPlan } from '../../generation/generation-plan.ts';
import { toAttentionMap } from './attention-map.ts';
import { toLaneOptions } from './lane-options.ts';
import type { PackFacts } from './pack-facts.ts';
import { seePicture } from './picture-states.ts';
import type { Sequence } from '../../generation/search.ts';

/** Options of {@link writeCaption}. */
export interface WriteCaptionOptions extends Pick<CaptionOptions, 'prompt'>, CapabilityOptions {
  readonly onStep?: ((step: CaptionStep) => void) | undefined;
}

/** Writes a caption: the decoder attends to the picture's states. */
export async function writeCaption(
  { vision, writer, tokenizer }: CaptionParts,
  facts: PackFacts,
  cache: ByteBudgetCache,
  picture: PictureRef,
  plan: GenerationPlan,
  { prompt = '', onStep, ...call }: WriteCaptionOptions,
): Promise<Caption> {
  const options = toLaneOptions(call);
  // Hugging Face's BLIP writes the start token over the first special token and leaves out the last one.
  const ids = [facts.tokens.start, ...tokenizer.encode(prompt).slice(1, -1)];
  // The last token written is never read.
  if (ids.length + plan.maxNewTokens - 1 > facts.caption.maxTokens)
    throw new RangeError(
      `Expected \`prompt\` and \`maxNewTokens\` together to have at most ${facts.caption.maxTokens} tokens, got \`${ids.length + plan.maxNewTokens - 1}\`.`,
    );
  const memory = await cache.get(
    `caption/${writer.name}/${picture.key}`,
    async (signal) => {
      const { states } = await seePicture(vision, facts.image, picture, cache, { ...options, signal });
      return writer.remember(states, { ...options, signal });
    },
    options,
  );
  // Where a pack bans repeated n-grams, a word that is listed once more is as unwanted.
  const mayRepeat = (facts.caption.noRepeatNgramSize ?? 0) === 0;
  const show = (sequence: Sequence): ReturnType<typeof toCaptionText> =>
    toCaptionText(sequence, ids.length, tokenizer, facts.grid, mayRepeat);
  const onToken = (sequence: Sequence): void => {
    const attention = sequence.attention.at(-1);
    const heat = attention && facts.grid && toAttentionMap([attention], facts.grid);
    onStep?.({ ...show(sequence), heat });
  };
  const found = await generate(writer.open(memory), ids, facts.tokens.end, plan, {
    ...options,
    ...(onStep && { onToken }),
  });
  // Of several sequences nobody knows which will be the caption before the end.
  if (plan.beams > 1 || plan.n > 1) found.slice(0, 1).forEach(onToken);
  const texts = found.map((sequence) => ({ ...show(sequence), score: sequence.score }));
  const [best = { text: '', words: [], score: -Infinity }] = texts;
  return { ...best, alternatives: texts.map(({ text, score }) => ({ text, score })) };
}
