import { OnsightError } from '../../core/errors.ts';
import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import type { HubImageConfig, HubSize } from './hub-config.ts';

type Triple = readonly [number, number, number];

/**
 * Image spec of a repository, from its `preprocessor_config.json` in any of the notations of CLIP's, SigLIP's,
 * Chinese-CLIP's and jina-clip's image processors, old (`CLIPFeatureExtractor`, integer sizes) and new. Missing fields
 * have the defaults of Hugging Face's Python processors.
 *
 * @throws OnsightError `unsupported-model` for padding, or a crop from a squashed image, which a spec cannot express
 */
export function toImageSpec(model: string, config: HubImageConfig): ImageSpec {
  const refuse = (reason: string): never => {
    throw new OnsightError('unsupported-model', { model, reason: `its image preparation ${reason}` });
  };
  if (config.do_resize === false) refuse('does not resize');
  if (config.do_pad === true || config.resize_mode === 'longest') refuse('pads images');
  return {
    ...toGeometry(config, refuse),
    resample: toFilter(config, refuse),
    ...toNormalisation(config, refuse),
  };
}

type Refuse = (reason: string) => never;

function toGeometry(config: HubImageConfig, refuse: Refuse): Pick<ImageSpec, 'size' | 'resize' | 'edge'> {
  const size = config.size ?? refuse('names no size');
  const edge = shortestEdgeOf(size, config);
  const crop = config.crop_size ?? undefined;
  if (edge === undefined) {
    const [width, height] = rectangleOf(size);
    // A crop to the resized size changes nothing; Chinese-CLIP has such a crop.
    if (config.do_center_crop !== false && crop !== undefined && !isSame(rectangleOf(crop), [width, height]))
      refuse('cuts a part out of a squashed image');
    return { size: [width, height], resize: 'squash' };
  }
  const cropTo = rectangleOf(crop ?? edge);
  return { size: cropTo, resize: 'shortest-edge', edge };
}

/** Target length of the shorter side, if the aspect ratio is kept. */
function shortestEdgeOf(size: HubSize, config: HubImageConfig): number | undefined {
  if (config.resize_mode !== null && config.resize_mode !== undefined)
    return config.resize_mode === 'shortest' && typeof size === 'number' ? size : undefined;
  // A graph of fixed input size needs a crop: a shorter side without a crop means a square.
  if (config.do_center_crop === false) return undefined;
  if (typeof size === 'object') return 'shortest_edge' in size ? size.shortest_edge : undefined;
  // An integer is CLIP's shorter side, but a square for processors without a crop (SigLIP, ViT).
  return keepsRatio(config) ? size : undefined;
}

function keepsRatio(config: HubImageConfig): boolean {
  const type = config.image_processor_type ?? config.feature_extractor_type ?? '';
  return config.do_center_crop === true || (config.crop_size ?? undefined) !== undefined || type.startsWith('CLIP');
}

function rectangleOf(size: HubSize): readonly [width: number, height: number] {
  if (typeof size === 'number') return [size, size];
  if (Array.isArray(size)) return [size[1], size[0]];
  return 'shortest_edge' in size ? [size.shortest_edge, size.shortest_edge] : [size.width, size.height];
}

function isSame(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Pillow's numbers (PIL.Image.Resampling), or the names that jina-clip and torchvision use. */
const filters: Readonly<Record<string, ImageSpec['resample']>> = {
  0: 'nearest',
  1: 'lanczos',
  2: 'bilinear',
  3: 'bicubic',
  4: 'box',
  5: 'hamming',
  nearest: 'nearest',
  box: 'box',
  hamming: 'hamming',
  lanczos: 'lanczos',
  bilinear: 'bilinear',
  bicubic: 'bicubic',
};

function toFilter(config: HubImageConfig, refuse: Refuse): ImageSpec['resample'] {
  const name = config.resample ?? config.interpolation ?? 'bicubic';
  return filters[String(name).toLowerCase()] ?? refuse(`uses the filter ${String(name)}`);
}

function toNormalisation(config: HubImageConfig, refuse: Refuse): { readonly mean: Triple; readonly std: Triple } {
  const scale = config.do_rescale === false ? 1 : (config.rescale_factor ?? 1 / 255);
  const normalises = config.do_normalize !== false;
  const mean = normalises ? tripleOf(config.image_mean ?? config.mean ?? 0, refuse) : ([0, 0, 0] as const);
  const std = normalises ? tripleOf(config.image_std ?? config.std ?? 1, refuse) : ([1, 1, 1] as const);
  if (std.some((value) => !(value > 0)) || !(scale > 0)) refuse('divides by nothing');
  // (x * scale - mean) / std, written as (x / 255 - m) / s.
  const factor = 255 * scale;
  // 1/255 is often written with fewer digits: then the published mean and std apply unchanged.
  if (Math.abs(factor - 1) < 1e-6) return { mean, std };
  return { mean: divide(mean, factor), std: divide(std, factor) };
}

function tripleOf(value: number | readonly number[], refuse: Refuse): Triple {
  if (typeof value === 'number') return [value, value, value];
  const [red, green, blue] = value;
  if (red === undefined || green === undefined || blue === undefined || value.length !== 3)
    return refuse('is not for three channels');
  return [red, green, blue];
}

function divide([red, green, blue]: Triple, by: number): Triple {
  return [red / by, green / by, blue / by];
}
