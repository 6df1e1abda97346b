import * as v from 'valibot';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
// A path must stay inside its model's folder: no scheme, no leading slash, no `..`.
const path = v.pipe(
  name,
  v.check((value) => !/^[a-z]+:|^\/|\\|(^|\/)\.\.(\/|$)/i.test(value), 'Expected a path inside the model folder'),
);
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const natural = v.pipe(v.number(), v.integer(), v.minValue(0));
const triple = v.tuple([v.number(), v.number(), v.number()]);
// A name, or the tensor's index among the graph's inputs or outputs.
const tensorNames = v.record(v.string(), v.union([name, natural]));

const task = v.pipe(
  v.picklist([
    'embed-image',
    'embed-text',
    'embed-audio',
    'caption',
    'ask',
    'vqa',
    'match',
    'tag-audio',
    'read-text',
    'detect-speech',
    'transcribe',
  ]),
  v.transform((word) => (word === 'vqa' ? 'ask' : word)),
);

const part = v.object({ file: path, data: v.optional(v.array(path), []), in: tensorNames, out: tensorNames });

const std = v.pipe(
  triple,
  v.check((values) => values.every((value) => value > 0), 'Expected standard deviations above 0'),
);

const image = v.object({
  size: v.tuple([positive, positive]),
  resize: v.picklist(['squash', 'shortest-edge']),
  edge: v.optional(positive),
  crop: v.optional(v.literal('center')),
  resample: v.picklist(['bicubic', 'bilinear', 'box', 'hamming', 'lanczos', 'nearest']),
  mean: triple,
  std,
});

const text = v.object({
  tokenizer: path,
  maxTokens: positive,
  tokens: v.record(v.string(), natural),
  templates: v.optional(v.record(v.string(), v.array(v.string())), {}),
  queryTemplates: v.optional(v.record(v.string(), v.pipe(v.array(v.string()), v.minLength(1))), {}),
});

const audio = v.object({
  rate: positive,
  features: v.literal('log-mel'),
  window: positive,
  hop: positive,
  fft: positive,
  mels: positive,
  range: v.tuple([v.number(), v.number()]),
  offset: v.number(),
  frames: positive,
  frameHop: positive,
  classes: v.optional(path),
});

const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const ocr = v.object({
  dictionary: path,
  detector: v.object({
    longestSide: positive,
    mean: triple,
    std,
    threshold: probability,
    boxThreshold: probability,
    unclip: v.pipe(v.number(), v.minValue(0)),
    dilate: v.boolean(),
  }),
  recognizer: v.object({ height: positive, minWidth: positive, mean: triple, std }),
});

const curve = v.object({ weight: v.pipe(v.number(), v.minValue(0)), bias: v.number() });
const dims = v.pipe(positive, v.maxValue(4096));

/** Sections that are the same in both formats. */
const shared = {
  id: name,
  name,
  version: name,
  licence: v.string(),
  card: v.optional(path),
  languages: v.pipe(v.record(v.string(), v.array(name)), v.transform(withAsk)),
  states: v.optional(
    v.pipe(
      v.object({ count: positive, global: natural, grid: v.tuple([positive, positive]) }),
      v.check(
        ({ count, global, grid: [columns, rows] }) => global + columns * rows === count,
        'Expected global + grid = count',
      ),
    ),
  ),
  generation: v.optional(
    v.object({
      maxNewTokens: positive,
      answerMaxNewTokens: v.optional(positive),
      beams: v.optional(positive, 1),
      noRepeatNgramSize: v.optional(natural, 0),
    }),
  ),
  parts: v.pipe(v.record(v.string(), part), v.transform(withAsk)),
  golden: v.optional(path),
  files: v.array(v.object({ path, bytes: natural, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
};

const roles = v.pipe(
  v.union([name, v.pipe(v.array(name), v.minLength(1))]),
  v.transform((given) => (typeof given === 'string' ? [given] : given)),
);

// `noun-image` and `phrase-image` refine `text-image`.
const pair = v.pipe(
  v.string(),
  v.regex(/^(text|image|audio|video|noun|phrase)-(text|image|audio|video)$/, 'Expected a pair such as "text-image"'),
);

/** An `onsight.json` of format `onsight-model/2`; the fields are described in docs/model-format.md. */
export const manifestSchema = v.object({
  ...shared,
  format: v.literal('onsight-model/2'),
  family: name,
  tasks: v.array(task),
  image: v.optional(image),
  text: v.optional(text),
  audio: v.optional(audio),
  ocr: v.optional(ocr),
  encoders: v.optional(v.object({ image: v.optional(roles), text: v.optional(roles), audio: v.optional(roles) }), {}),
  embedding: v.optional(
    v.object({
      dims,
      normalized: v.boolean(),
      logitScale: v.number(),
      relevance: v.optional(
        v.record(pair, v.object({ ...curve.entries, calibrated: v.optional(v.boolean(), true) })),
        {},
      ),
    }),
  ),
});

/** An `onsight.json` of format `onsight-model/1`, with its additions. */
export const firstManifestSchema = v.object({
  ...shared,
  format: v.literal('onsight-model/1'),
  family: v.picklist(['clip', 'blip']),
  tasks: v.array(task),
  image,
  text,
  audio: v.optional(v.object({ ...audio.entries, tasks: v.optional(v.array(task), []) })),
  embedding: v.optional(
    v.object({
      dims,
      normalized: v.boolean(),
      logitScale: v.number(),
      relevance: curve,
      calibrated: v.optional(v.boolean(), true),
      relevances: v.optional(v.record(pair, curve), {}),
    }),
  ),
});

/** Keys of a record with `vqa`, the former word for the task `ask`, replaced. */
function withAsk<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key.replace(/^vqa(?=$|\.)/, 'ask'), value]));
}
