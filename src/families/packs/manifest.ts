import * as v from 'valibot';
import { OnsightError } from '../../core/errors.ts';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
// A path stays inside its model's folder: no scheme, no leading slash, no `..`.
const path = v.pipe(
  name,
  v.check((value) => !/^[a-z]+:|^\/|\\|(^|\/)\.\.(\/|$)/i.test(value), 'a path inside the model folder'),
);
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const triple = v.tuple([v.number(), v.number(), v.number()]);
// A name, or the tensor's place among the graph's inputs or outputs.
const tensorNames = v.record(v.string(), v.union([name, v.pipe(v.number(), v.integer(), v.minValue(0))]));

const relevance = v.object({ weight: v.pipe(v.number(), v.minValue(0)), bias: v.number() });

const part = v.object({ file: path, data: v.optional(v.array(path), []), in: tensorNames, out: tensorNames });

const schema = v.object({
  format: v.pipe(
    v.string(),
    v.check((value) => value === 'onsight-model/1', 'the format "onsight-model/1"'),
  ),
  id: name,
  name,
  version: name,
  licence: v.string(),
  card: v.optional(path),
  languages: v.pipe(v.record(v.string(), v.array(name)), v.transform(renamed)),
  family: v.picklist(['clip', 'blip']),
  tasks: v.array(
    v.pipe(
      v.picklist(['embed-image', 'embed-text', 'caption', 'ask', 'vqa', 'match']),
      v.transform((task) => (task === 'vqa' ? 'ask' : task)),
    ),
  ),
  image: v.object({
    size: v.tuple([positive, positive]),
    resize: v.picklist(['squash', 'shortest-edge']),
    edge: v.optional(positive),
    crop: v.optional(v.literal('center')),
    resample: v.picklist(['bicubic', 'bilinear', 'box', 'hamming', 'lanczos', 'nearest']),
    mean: triple,
    std: v.pipe(
      triple,
      v.check((std) => std.every((value) => value > 0), 'standard deviations above 0'),
    ),
  }),
  text: v.object({
    tokenizer: path,
    maxTokens: positive,
    tokens: v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))),
    templates: v.optional(v.record(v.string(), v.array(v.string())), {}),
    queryTemplates: v.optional(v.record(v.string(), v.pipe(v.array(v.string()), v.minLength(1))), {}),
  }),
  embedding: v.optional(
    v.object({
      dims: v.pipe(positive, v.maxValue(4096)),
      normalized: v.boolean(),
      logitScale: v.number(),
      relevance,
      calibrated: v.optional(v.boolean(), true),
      relevances: v.optional(v.record(v.string(), relevance), {}),
    }),
  ),
  states: v.optional(
    v.pipe(
      v.object({
        count: positive,
        global: v.pipe(v.number(), v.integer(), v.minValue(0)),
        grid: v.tuple([positive, positive]),
      }),
      v.check(({ count, global, grid: [columns, rows] }) => global + columns * rows === count, 'global + grid = count'),
    ),
  ),
  generation: v.optional(
    v.object({
      maxNewTokens: positive,
      answerMaxNewTokens: v.optional(positive),
      beams: v.optional(positive, 1),
      noRepeatNgramSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    }),
  ),
  parts: v.pipe(v.record(v.string(), part), v.transform(renamed)),
  golden: v.optional(path),
  files: v.array(
    v.object({
      path,
      bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    }),
  ),
});

/** The keys of a record with `vqa`, an older word for the task `ask`, replaced. */
function renamed<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key.replace(/^vqa(?=$|\.)/, 'ask'), value]));
}

/** A parsed `onsight.json`; the fields are described in docs/model-format.md. */
export type Manifest = v.InferOutput<typeof schema>;

/** One part of a pack: its file and the names of its tensors. */
export type ManifestPart = v.InferOutput<typeof part>;

/**
 * Reads the text of an `onsight.json`.
 *
 * @throws OnsightError `unsupported-model` that names the field which does not fit
 */
export function parseManifest(model: string, text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new OnsightError('unsupported-model', { model, reason: 'its onsight.json is not JSON' }, { cause });
  }
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const reason = `its onsight.json does not fit at "${v.getDotPath(issue) ?? ''}": ${issue.message}`;
    throw new OnsightError('unsupported-model', { model, reason });
  }
  checkFilesListed(model, parsed.output);
  return parsed.output;
}

function checkFilesListed(model: string, manifest: Manifest): void {
  const listed = new Set(manifest.files.map((file) => file.path));
  const used = [manifest.text.tokenizer, ...Object.values(manifest.parts).flatMap(filesOf)];
  for (const file of used)
    if (!listed.has(file))
      throw new OnsightError('unsupported-model', { model, reason: `"${file}" is used but not listed in files` });
}

/**
 * The part of a role; `caption.text_decoder` is the plain `text_decoder` where the pack names no decoder of captions.
 *
 * @throws OnsightError `unsupported-model` when the pack has none
 */
export function partOf(manifest: Manifest, role: string): ManifestPart {
  const plain = role.slice(role.indexOf('.') + 1);
  const found = manifest.parts[role] ?? manifest.parts[plain];
  if (found === undefined)
    throw new OnsightError('unsupported-model', { model: manifest.id, reason: `it has no part "${plain}"` });
  return found;
}

/** The files of a part: its graph, and those that hold weights of the graph. */
export function filesOf({ file, data }: ManifestPart): readonly string[] {
  return [file, ...data];
}

/**
 * The tensor that a part gives for `key`, of the graph's `tensors`. @throws OnsightError `unsupported-model`
 */
export function tensorName(model: string, names: ManifestPart['in'], key: string, tensors: readonly string[]): string {
  const stated = names[key];
  const found = typeof stated === 'number' ? tensors[stated] : stated;
  if (found !== undefined) return found;
  const reason =
    stated === undefined
      ? `a part names no tensor for "${key}"`
      : `a part takes tensor ${String(stated)} for "${key}", but its graph has ${String(tensors.length)}`;
  throw new OnsightError('unsupported-model', { model, reason });
}
