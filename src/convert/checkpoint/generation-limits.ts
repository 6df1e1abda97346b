import * as v from 'valibot';

const count = v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))));
const schema = v.object({ max_new_tokens: count, max_length: count, num_beams: count });

/** The field `generation` of a manifest: defaults for a caller's options. */
interface GenerationLimits {
  readonly maxNewTokens: number;
  readonly answerMaxNewTokens: number;
  readonly beams: number;
}

/**
 * Reads a `generation_config.json`. Without one, uses the defaults of transformers (20 tokens) and salesforce/BLIP
 * (answers of 10 tokens, models/blip_vqa.py; 3 beams).
 */
export function generationLimits(json: unknown): GenerationLimits {
  const parsed = v.safeParse(schema, json ?? {});
  const { max_new_tokens: fresh, max_length: all, num_beams: beams } = parsed.success ? parsed.output : {};
  // `max_length` includes the start token.
  const stated = fresh ?? (all && Math.max(1, all - 1));
  return { maxNewTokens: stated ?? 20, answerMaxNewTokens: stated ?? 10, beams: beams ?? 3 };
}
