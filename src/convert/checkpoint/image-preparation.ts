import * as v from 'valibot';
import { OnsightError } from '../../core/errors.ts';
import { patchGrid, type VisionConfig } from './blip-config.ts';

const side = v.pipe(v.number(), v.integer(), v.minValue(1));
const flag = v.optional(v.nullable(v.boolean()));
const triple = v.union([
  v.tuple([v.number(), v.number(), v.number()]),
  v.pipe(
    v.number(),
    v.transform((value): [number, number, number] => [value, value, value]),
  ),
]);
const rectangle = v.union([
  v.pipe(
    side,
    v.transform((value) => ({ height: value, width: value })),
  ),
  v.object({ height: side, width: side }),
]);

const otherSize = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform(() => 'other' as const),
);

// Defaults: transformers 5.23, models/blip/image_processing_blip.py.
const schema = v.object({
  do_resize: flag,
  do_center_crop: flag,
  do_rescale: flag,
  do_normalize: flag,
  do_pad: flag,
  pad_size: v.optional(v.nullable(rectangle)),
  size: v.optional(v.nullable(v.union([rectangle, v.object({ shortest_edge: side }), otherSize]))),
  crop_size: v.optional(v.nullable(rectangle)),
  resample: v.optional(v.nullable(v.picklist([0, 1, 2, 3, 4, 5])), 3),
  rescale_factor: v.optional(v.nullable(v.pipe(v.number(), v.gtValue(0))), 1 / 255),
  image_mean: v.optional(v.nullable(triple), [0.48145466, 0.4578275, 0.40821073]),
  image_std: v.optional(v.nullable(triple), [0.26862954, 0.26130258, 0.27577711]),
});

type Preprocessor = v.InferOutput<typeof schema>;

/** Pillow's filters by number. */
const filters = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'] as const;

/** The field `image` of a manifest. */
interface ImagePreparation {
  readonly size: readonly [width: number, height: number];
  readonly resize: 'squash' | 'shortest-edge';
  /** Length of the shorter side before the crop, if the aspect ratio is kept. */
  readonly edge?: number;
  readonly resample: (typeof filters)[number];
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

type Geometry = Pick<ImagePreparation, 'size' | 'resize' | 'edge'>;
type Refuse = (reason: string) => never;

/**
 * Reads image preprocessing from a `preprocessor_config.json`, or the `image_processor` of a `processor_config.json`.
 *
 * @throws OnsightError `unsupported-model` for unsupported steps, or images that do not match the weights
 */
export function imagePreparation(model: string, json: unknown, vision: VisionConfig): ImagePreparation {
  const refuse: Refuse = (reason) => {
    throw new OnsightError('unsupported-model', { model, reason: `its image preparation ${reason}` });
  };
  const parsed = v.safeParse(schema, json ?? {});
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refuse(`is invalid at "${v.getDotPath(issue) ?? ''}": ${issue.message}`);
  }
  const config = parsed.output;
  const geometry = geometryOf(config, vision, refuse);
  checkFits(geometry, vision, refuse);
  return { ...geometry, resample: filters[config.resample ?? 3], ...normalisationOf(config, refuse) };
}

function geometryOf(config: Preprocessor, { image_size: [height, width] }: VisionConfig, refuse: Refuse): Geometry {
  const wanted = `write \`"size": {"height": ${String(height)}, "width": ${String(width)}}\` in its preprocessor_config.json`;
  const { do_pad: pads, pad_size: padded } = config;
  if (pads === true && padded && (padded.height !== height || padded.width !== width))
    refuse(`pads images; ${wanted}, without \`do_pad\``);
  if (config.do_resize === false) refuse(`does not resize; ${wanted} and \`"do_resize": true\``);
  const size = config.size ?? { height, width };
  const crop = config.do_center_crop === true ? (config.crop_size ?? refuse('crops without a `crop_size`')) : undefined;
  if (size === 'other') return refuse(`has an unsupported size format; ${wanted}`);
  if ('height' in size) {
    if (crop !== undefined && (crop.height !== size.height || crop.width !== size.width))
      refuse(`crops a squashed image; ${wanted}, without \`do_center_crop\``);
    return { size: [size.width, size.height], resize: 'squash' };
  }
  if (crop === undefined)
    return refuse(
      `keeps each image's aspect ratio, which these weights do not support; ${wanted}, or a \`do_center_crop\``,
    );
  return { size: [crop.width, crop.height], resize: 'shortest-edge', edge: size.shortest_edge };
}

/**
 * Hugging Face's model accepts any image with no more patches than positions: a few pixels more or less than
 * `image_size`, or a smaller image, which uses the first positions.
 */
function checkFits({ size: [width, height] }: Geometry, vision: VisionConfig, refuse: Refuse): void {
  const [columns, rows] = patchGrid({ image_size: [height, width], patch_size: vision.patch_size });
  const count = columns * rows;
  if (count >= 1 && count < vision.positions) return;
  const [down, across] = vision.image_size;
  refuse(
    `produces images of ${String(width)} x ${String(height)}, but its weights are for ${String(across)} x ${String(down)}; ` +
      'check `size` in preprocessor_config.json and `vision_config.image_size` in config.json',
  );
}

function normalisationOf(config: Preprocessor, refuse: Refuse): Pick<ImagePreparation, 'mean' | 'std'> {
  // (x * factor - mean) / std, written as (x / 255 - m) / s. 1/255 is often given with fewer digits.
  const factor = 255 * (config.do_rescale === false ? 1 : (config.rescale_factor ?? 1 / 255));
  const scale = Math.abs(factor - 1) < 1e-6 ? 1 : factor;
  const normalizes = config.do_normalize !== false;
  const mean = normalizes ? (config.image_mean ?? [0, 0, 0]) : [0, 0, 0];
  const std = normalizes ? (config.image_std ?? [1, 1, 1]) : [1, 1, 1];
  if (std.some((value) => !(value > 0))) refuse('divides by zero');
  return { mean: mean.map((value) => value / scale), std: std.map((value) => value / scale) };
}
