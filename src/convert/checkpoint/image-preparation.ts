import * as v from 'valibot';
import { OnsightError } from '../../core/errors.ts';
import type { VisionConfig } from './blip-config.ts';

const side = v.pipe(v.number(), v.integer(), v.minValue(1));
const triple = v.tuple([v.number(), v.number(), v.number()]);

// Defaults: transformers 5.23, models/blip/image_processing_blip.py.
const schema = v.object({
  do_resize: v.optional(v.nullable(v.boolean()), true),
  do_center_crop: v.optional(v.nullable(v.boolean()), false),
  do_rescale: v.optional(v.nullable(v.boolean()), true),
  do_normalize: v.optional(v.nullable(v.boolean()), true),
  size: v.optional(v.nullable(v.union([side, v.object({ height: side, width: side })]))),
  resample: v.optional(v.nullable(v.picklist([1, 2, 3])), 3),
  rescale_factor: v.optional(v.nullable(v.pipe(v.number(), v.gtValue(0))), 1 / 255),
  image_mean: v.optional(v.nullable(triple), [0.48145466, 0.4578275, 0.40821073]),
  image_std: v.optional(v.nullable(triple), [0.26862954, 0.26130258, 0.27577711]),
});

/** Pillow's numbers for its filters. */
const filters = { 1: 'lanczos', 2: 'bilinear', 3: 'bicubic' } as const;

/** The field `image` of a manifest. */
export interface ImagePreparation {
  readonly size: readonly [width: number, height: number];
  readonly resize: 'squash';
  readonly resample: 'bicubic' | 'bilinear' | 'lanczos';
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * How pictures are made ready, from a `preprocessor_config.json`, or the `image_processor` of a `processor_config.json`.
 *
 * @throws OnsightError `unsupported-model` for what BLIP's processor does not do, or another size than the weights have
 */
export function imagePreparation(
  model: string,
  json: unknown,
  { image_size: [height, width] }: VisionConfig,
): ImagePreparation {
  const refuse = (reason: string): never => {
    throw new OnsightError('unsupported-model', { model, reason: `its image preparation ${reason}` });
  };
  const parsed = v.safeParse(schema, json ?? {});
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refuse(`does not fit at "${v.getDotPath(issue) ?? ''}": ${issue.message}`);
  }
  const config = parsed.output;
  if (config.do_resize === false) refuse('does not resize');
  if (config.do_center_crop === true) refuse('crops');
  const { size } = config;
  const asked = typeof size === 'number' ? { height: size, width: size } : (size ?? { height, width });
  if (asked.height !== height || asked.width !== width)
    refuse(`makes pictures of ${asked.width} x ${asked.height}, its weights are for ${width} x ${height}`);
  // (x * factor - mean) / std, written as (x / 255 - m) / s. 1/255 is often written with fewer digits.
  const factor = 255 * (config.do_rescale === false ? 1 : (config.rescale_factor ?? 1 / 255));
  const scale = Math.abs(factor - 1) < 1e-6 ? 1 : factor;
  const normalizes = config.do_normalize !== false;
  const mean = normalizes ? (config.image_mean ?? [0, 0, 0]) : [0, 0, 0];
  const std = normalizes ? (config.image_std ?? [1, 1, 1]) : [1, 1, 1];
  if (std.some((value) => !(value > 0))) refuse('divides by nothing');
  return {
    size: [width, height],
    resize: 'squash',
    resample: filters[config.resample ?? 3],
    mean: mean.map((value) => value / scale),
    std: std.map((value) => value / scale),
  };
}
