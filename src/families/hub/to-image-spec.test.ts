import { expect, test } from 'vitest';
import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import { parseHubJson } from './hub-config.ts';
import { toImageSpec } from './to-image-spec.ts';

const mean = [0.48145466, 0.4578275, 0.40821073] as const;
const std = [0.26862954, 0.26130258, 0.27577711] as const;
const half = [0.5, 0.5, 0.5] as const;
const rescale = 0.00392156862745098;

async function specOf(config: object): Promise<ImageSpec> {
  const blob = new Blob([JSON.stringify(config)]);
  return toImageSpec('a/b', await parseHubJson('a/b', 'preprocessor_config.json', blob));
}

const shortest = { size: [224, 224], resize: 'shortest-edge', edge: 224, resample: 'bicubic', mean, std };

test.each<[string, object, object]>([
  [
    'CLIP, new notation',
    {
      crop_size: { height: 224, width: 224 },
      do_center_crop: true,
      do_convert_rgb: true,
      image_mean: mean,
      image_std: std,
      image_processor_type: 'CLIPImageProcessor',
      resample: 3,
      rescale_factor: rescale,
      size: { shortest_edge: 224 },
    },
    shortest,
  ],
  [
    'CLIP, old notation with integers',
    {
      crop_size: 224,
      do_center_crop: true,
      do_normalize: true,
      do_resize: true,
      feature_extractor_type: 'CLIPFeatureExtractor',
      image_mean: mean,
      image_std: std,
      resample: 3,
      size: 224,
    },
    shortest,
  ],
  [
    'a larger shorter edge, a crop that is no square, nulls',
    {
      size: { shortest_edge: 256, longest_edge: null, height: null },
      crop_size: { height: 192, width: 224 },
      do_center_crop: null,
      resample: 2,
      image_mean: mean,
      image_std: std,
    },
    { size: [224, 192], resize: 'shortest-edge', edge: 256, resample: 'bilinear', mean, std },
  ],
  [
    'SigLIP: both sides',
    {
      image_processor_type: 'SiglipImageProcessor',
      do_convert_rgb: null,
      image_mean: half,
      image_std: half,
      resample: 2,
      rescale_factor: rescale,
      size: { height: 224, width: 256 },
    },
    { size: [256, 224], resize: 'squash', resample: 'bilinear', mean: half, std: half },
  ],
  [
    'an integer without a crop is a square',
    { image_processor_type: 'SiglipImageProcessor', size: 384, image_mean: 0.5, image_std: 0.5, resample: 1 },
    { size: [384, 384], resize: 'squash', resample: 'lanczos', mean: half, std: half },
  ],
  [
    'Chinese-CLIP: a crop to the size that it was squashed to',
    {
      crop_size: { height: 224, width: 224 },
      do_center_crop: true,
      image_processor_type: 'ChineseCLIPImageProcessor',
      image_mean: mean,
      image_std: std,
      resample: 3,
      size: { height: 224, width: 224 },
    },
    { size: [224, 224], resize: 'squash', resample: 'bicubic', mean, std },
  ],
  [
    'jina-clip',
    {
      image_processor_type: 'JinaCLIPImageProcessor',
      size: 224,
      mean,
      std,
      resize_mode: 'shortest',
      interpolation: 'bicubic',
      fill_color: 0,
    },
    shortest,
  ],
  [
    'jina-clip, squashed',
    { size: 512, mean: half, std: half, resize_mode: 'squash', interpolation: 'bilinear' },
    { size: [512, 512], resize: 'squash', resample: 'bilinear', mean: half, std: half },
  ],
  [
    'MobileCLIP: no normalisation',
    {
      size: { shortest_edge: 256 },
      crop_size: { height: 256, width: 256 },
      do_center_crop: true,
      do_normalize: false,
      resample: 2,
    },
    { size: [256, 256], resize: 'shortest-edge', edge: 256, resample: 'bilinear', mean: [0, 0, 0], std: [1, 1, 1] },
  ],
  [
    'pixels from -1 to 1 by the factor alone',
    {
      size: { height: 8, width: 8 },
      rescale_factor: 2 / 255,
      image_mean: [1, 1, 1],
      image_std: [1, 1, 1],
      resample: 3,
    },
    { size: [8, 8], resize: 'squash', resample: 'bicubic', mean: half, std: half },
  ],
])('%s', async (_name, config, expected) => {
  expect(await specOf(config)).toEqual(expected);
});

test.each<[string, object]>([
  ['no size', { image_mean: half, image_std: half }],
  ['a part of a squashed image', { size: { height: 256, width: 256 }, crop_size: 224, do_center_crop: true }],
  ['padding', { size: 224, resize_mode: 'longest', mean, std }],
  ['a filter of its own', { size: { height: 8, width: 8 }, resample: 6 }],
  ['one channel', { size: { height: 8, width: 8 }, image_mean: [0.5], image_std: [0.5] }],
  ['a size of nothing', { size: { height: 0, width: 8 } }],
  ['a text for a size', { size: '224' }],
])('%s is refused with a reason', async (_name, config) => {
  await expect(specOf(config)).rejects.toMatchObject({ code: 'unsupported-model', details: { model: 'a/b' } });
});
