import { describe, expect, test } from 'vitest';
import { parseBlipConfig } from './checkpoint/blip-config.ts';
import { packManifest } from './pack/pack-manifest.ts';
import { planConversion, type ConversionPlan } from './plan-conversion.ts';
import { MemoryFiles } from './testdata/memory-files.ts';

const target = { id: 'test/model', dtype: 'fp32', backend: 'wasm' } as const;
const plan = (files: MemoryFiles): Promise<ConversionPlan> => planConversion(files, target);
/** Makes a checkpoint hostile or unusual. */
type Change = (files: MemoryFiles) => unknown;

const words = 'text_decoder.bert.embeddings.word_embeddings.weight';

function changed(change: Change, checkpoint = 'captioning-hub'): MemoryFiles {
  const files = MemoryFiles.of(checkpoint);
  change(files);
  return files;
}

/** Removes the tensor `name`, or changes its shape or dtype. */
function without(
  files: MemoryFiles,
  name: string,
  other?: { readonly shape?: readonly number[]; readonly dtype?: string },
): void {
  files.retensor((each, entry, data) => {
    if (each !== name) return [[each, entry, data]];
    return other === undefined ? [] : [[each, { ...entry, ...other }, data]];
  });
}

describe('rejects weights that do not match their config and names the tensor', () => {
  const bias = 'vision_model.post_layernorm.bias';
  test.each<[string, Change, string, string]>([
    ['a missing tensor', (f) => without(f, bias), 'unsupported-model', bias],
    [
      'more layers than weights',
      (f) => f.edit('config.json', ['text_config', 'num_hidden_layers'], 40),
      'unsupported-model',
      'text_decoder.bert.encoder.layer.',
    ],
    [
      'a billion layers',
      (f) => f.edit('config.json', ['vision_config', 'num_hidden_layers'], 1_000_000),
      'unsupported-model',
      'vision_model.encoder.layers.',
    ],
    [
      'another width',
      (f) => f.edit('config.json', ['text_config', 'intermediate_size'], 7),
      'unsupported-model',
      'intermediate.dense.weight',
    ],
    [
      'another vocabulary',
      (f) => f.edit('config.json', ['text_config', 'vocab_size'], 213),
      'unsupported-model',
      'word_embeddings.weight',
    ],
    ['whole numbers as weights', (f) => without(f, bias, { dtype: 'I32' }), 'unsupported-format', bias],
  ])('%s', async (_, change, code, name) => {
    const files = changed(change);
    const read = plan(files);
    await expect(read).rejects.toMatchObject({ code });
    await expect(read).rejects.toThrow(name);
    // Headers, configs and samples of the tied tensors: no weight was read.
    expect(files.largestRead).toBeLessThan(64 * 1024);
  });
});

/** Changes fields of the image processor. */
function preprocess(fields: object): Change {
  return (f) => f.write('preprocessor_config.json', { ...JSON.parse(f.text('preprocessor_config.json')), ...fields });
}

describe('rejects anything but BLIP', () => {
  test.each<[string, Change, RegExp]>([
    ['another model', (f) => f.edit('config.json', ['model_type'], 'blip-2'), /model_type "blip-2"/],
    [
      'another head',
      (f) => f.edit('config.json', ['architectures'], ['BlipModel']),
      /BlipModel.*BlipForQuestionAnswering/,
    ],
    [
      'heads that do not divide the width',
      (f) => f.edit('config.json', ['text_config', 'num_attention_heads'], 7),
      /not a multiple of its 7 heads/,
    ],
    [
      'an unknown activation',
      (f) => f.edit('config.json', ['text_config', 'hidden_act'], 'prelu'),
      /text_config.hidden_act/,
    ],
    ['a width of zero', (f) => f.edit('config.json', ['vision_config', 'hidden_size'], 0), /vision_config.hidden_size/],
    ['a list', (f) => f.write('config.json', []), /config.json/],
    ['no config', (f) => void f.files.delete('config.json'), /no config.json/],
    ['no tokenizer', (f) => void f.files.delete('tokenizer.json'), /neither a tokenizer.json nor a vocab.txt/],
    [
      'a start token without a word',
      (f) => f.edit('config.json', ['text_config', 'bos_token_id'], 212),
      /begin with token 212.*212 words/,
    ],
    ['images of more patches', preprocess({ size: { height: 80, width: 80 } }), /80 x 80.*48 x 48.*check/],
    ['images that keep their aspect ratio', preprocess({ size: { shortest_edge: 48 } }), /aspect ratio.*"height": 48/],
    ['unknown sizes', preprocess({ size: { longest_edge: 48 } }), /unsupported size format.*"height": 48/],
    ['a crop without a size', preprocess({ do_center_crop: true }), /crops without a `crop_size`/],
    [
      'a crop out of a squashed image',
      preprocess({ do_center_crop: true, crop_size: 32 }),
      /squashed image.*without `do_center_crop`/,
    ],
    ['a margin', preprocess({ do_pad: true, pad_size: { height: 60, width: 60 } }), /pads images/],
    ['no resizing', preprocess({ do_resize: false }), /does not resize.*"do_resize": true/],
    ['an unknown filter', preprocess({ resample: 6 }), /"resample"/],
    [
      'images of another size',
      (f) => f.edit('preprocessor_config.json', ['size'], { height: 10, width: 10 }),
      /10 x 10/,
    ],
  ])('%s', async (_, change, reason) => {
    const read = plan(changed(change));
    await expect(read).rejects.toMatchObject({ code: 'unsupported-model' });
    await expect(read).rejects.toThrow(reason);
  });
});

describe('rejects unreadable files', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\n';
  const shards =
    (map: object): Change =>
    (f) => {
      f.files.delete('model.safetensors');
      f.write('model.safetensors.index.json', { weight_map: map });
    };
  test.each<[string, Change, RegExp]>([
    ['a config cut in half', (f) => f.write('config.json', '{"model_type"'), /config.json.*not JSON/],
    [
      'no weights',
      (f) => void f.files.delete('model.safetensors'),
      /exists; a checkpoint is a folder.*save_pretrained/,
    ],
    ['a pointer for weights', (f) => f.write('model.safetensors', `${pointer}oid sha256:ab`), /git lfs pull/],
    ['a pointer for a tokenizer', (f) => f.write('tokenizer.json', `${pointer}oid sha256:ab`), /git lfs pull/],
    [
      'PyTorch weights',
      (f) => {
        f.files.delete('model.safetensors');
        f.write('pytorch_model.bin', 'PK');
      },
      /pytorch_model.bin.*spaces\/safetensors\/convert.*BlipForConditionalGeneration/,
    ],
    [
      'weights that are cut off',
      (f) => void f.files.set('model.safetensors', f.files.get('model.safetensors')!.slice(0, -1)),
      /cut off/,
    ],
    ['no safetensors', (f) => f.write('model.safetensors', '<!doctype html>'), /header claims/],
    ['an empty file', (f) => f.write('model.safetensors', ''), /fewer than/],
    [
      'an index that points out of the folder',
      shards({ [words]: '../../etc/model.safetensors' }),
      /index.json.*beside the index/,
    ],
    ['an index that points to the network', shards({ [words]: 'https://elsewhere/model.safetensors' }), /index.json/],
    [
      'an index to a missing file',
      shards({ [words]: 'model-1.safetensors' }),
      /"model-1.safetensors", which is missing/,
    ],
    [
      'an index without a map',
      (f) => {
        f.files.delete('model.safetensors');
        f.write('model.safetensors.index.json', {});
      },
      /weight_map/,
    ],
    [
      'an index that names a tensor of another file',
      (f) => {
        f.files.set('model-1.safetensors', f.files.get('model.safetensors')!);
        shards({ 'no.such.tensor': 'model-1.safetensors' })(f);
      },
      /lists "no.such.tensor" in it, but it is missing/,
    ],
  ])('%s', async (_, change, reason) => {
    const read = plan(changed(change));
    await expect(read).rejects.toMatchObject({ code: 'unsupported-format' });
    await expect(read).rejects.toThrow(reason);
  });
});

test('requires the same width for images and texts in question answering', async () => {
  const files = changed((f) => f.edit('config.json', ['vision_config', 'hidden_size'], 50), 'vqa-hub');
  const read = plan(files);
  await expect(read).rejects.toMatchObject({ code: 'unsupported-model' });
  await expect(read).rejects.toThrow(/question states are 60 wide.*50/);
});

describe('image processors in every notation', () => {
  test.each<[string, object, object]>([
    ['a number', { size: 48 }, { size: [48, 48], resize: 'squash' }],
    ['no size', { size: undefined }, { size: [48, 48], resize: 'squash' }],
    ['a few pixels more', { size: { height: 55, width: 50 } }, { size: [50, 55] }],
    ['fewer patches', { size: { height: 32, width: 32 } }, { size: [32, 32] }],
    ['a crop to the same size', { do_center_crop: true, crop_size: 48 }, { size: [48, 48], resize: 'squash' }],
    ['a disabled crop', { do_center_crop: false, crop_size: 224 }, { size: [48, 48], resize: 'squash' }],
    [
      'a shorter side and a crop',
      { size: { shortest_edge: 60 }, do_center_crop: true, crop_size: { height: 48, width: 48 } },
      { size: [48, 48], resize: 'shortest-edge', edge: 60 },
    ],
    [
      'one number for three channels',
      { image_mean: 0.5, image_std: 0.25 },
      { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    ],
    ['the nearest pixel', { resample: 0 }, { resample: 'nearest' }],
    ['a box', { resample: 4 }, { resample: 'box' }],
    ['padding to the same size', { do_pad: true, pad_size: null, crop_size: null }, { size: [48, 48] }],
  ])('%s', async (_, fields, image) => {
    expect((await plan(changed(preprocess(fields)))).image).toMatchObject(image);
  });
});

test('takes missing token ids from the tokenizer', async () => {
  const files = changed((f) => {
    f.edit('config.json', ['text_config', 'pad_token_id'], null);
    f.edit('config.json', ['text_config', 'sep_token_id'], null);
  });
  expect(JSON.parse(packManifest(await plan(files), []))).toMatchObject({ text: { tokens: { pad: 0, sep: 15 } } });
});

test('finds norms by their older names', async () => {
  const older = changed((f) =>
    f.retensor((name, entry, data) => [
      [name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'), entry, data],
    ]),
  );
  expect((await plan(older)).packBytes).toBeGreaterThan(0);
});

test('infers a missing architecture from the tensors', async () => {
  for (const [checkpoint, architecture] of [
    ['captioning-hub', 'captioning'],
    ['vqa-hub', 'questions'],
    ['retrieval-hub', 'retrieval'],
  ] as const) {
    const files = changed((f) => f.edit('config.json', ['architectures'], undefined), checkpoint);
    expect((await plan(files)).config.architecture).toBe(architecture);
  }
});

test('uses the defaults of Hugging Face for missing fields', () => {
  const config = parseBlipConfig('m', { architectures: ['BlipForImageTextRetrieval'] }, () => false);
  // transformers 5.23, configuration_blip.py: 8 heads in texts, 12 in images.
  expect(config).toMatchObject({
    jointSize: 256,
    text: { vocab_size: 30524, hidden_size: 768, num_attention_heads: 8, layer_norm_eps: 1e-12, sep_token_id: 102 },
    vision: { hidden_size: 768, num_attention_heads: 12, image_size: [384, 384], patch_size: [16, 16] },
  });
});

const source = (plan: ConversionPlan): Set<string> =>
  new Set(plan.graphFiles.flatMap(({ sources }) => sources.map(({ name }) => name)));
const own = 'text_decoder.cls.predictions.decoder.weight';

test('stores a tied last layer once, whether omitted, stored twice, or under the other name', async () => {
  const twice = await plan(MemoryFiles.of('captioning-hub'));
  const once = await plan(changed((f) => without(f, own)));
  const other = await plan(changed((f) => without(f, words)));
  expect(source(twice)).toContain(words);
  expect(source(twice)).not.toContain(own);
  expect(source(once)).toEqual(source(twice));
  expect(source(other)).not.toContain(words);
  expect(new Set([twice.packBytes, once.packBytes])).toHaveProperty('size', 1);
});

test('stores an untied last layer beside the embedding, whatever the config says', async () => {
  const files = changed((f) =>
    f.retensor((name, entry, data) => {
      const copy = Uint8Array.from(data);
      if (name === own) copy[5] = (copy[5] ?? 0) ^ 0xff;
      return [[name, entry, copy]];
    }),
  );
  expect(source(await plan(files))).toContain(own);
  expect(source(await plan(files))).toContain(words);
});
