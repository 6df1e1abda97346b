import * as v from 'valibot';
import { OnsightError } from '../../core/errors.ts';
import { firstManifestSchema, manifestSchema } from './manifest-schema.ts';

type FirstEmbedding = NonNullable<v.InferOutput<typeof firstManifestSchema>['embedding']>;

/** A parsed `onsight.json` in the shape of `onsight-model/2`, also for older files. */
export type Manifest = v.InferOutput<typeof manifestSchema>;

/** One part of a pack: its file and the names of its tensors. */
export type ManifestPart = Manifest['parts'][string];

/**
 * Reads the text of an `onsight.json`.
 *
 * @throws OnsightError `unsupported-model` naming the invalid field or the missing section or part
 */
export function parseManifest(model: string, text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new OnsightError('unsupported-model', { model, reason: 'its onsight.json is not JSON' }, { cause });
  }
  const manifest = toManifest(model, json);
  checkEncoders(model, manifest);
  checkInputs(model, manifest);
  checkFilesListed(model, manifest);
  return manifest;
}

function toManifest(model: string, json: unknown): Manifest {
  const format = typeof json === 'object' && json !== null && 'format' in json ? json.format : undefined;
  switch (format) {
    case 'onsight-model/1':
      return fromFirstFormat(parse(model, firstManifestSchema, json));
    case 'onsight-model/2':
      return parse(model, manifestSchema, json);
    default:
      throw invalid(
        model,
        `its onsight.json has the format ${JSON.stringify(format)}; this version reads "onsight-model/1" and "onsight-model/2"`,
      );
  }
}

function parse<S extends v.GenericSchema>(model: string, schema: S, json: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw invalid(model, `its onsight.json is invalid at "${v.getDotPath(issue) ?? ''}": ${issue.message}`);
}

/** Checks that every encoder has its parts and an embedding space, and every embedding task an encoder. */
function checkEncoders(model: string, manifest: Manifest): void {
  const { encoders, embedding, parts, tasks } = manifest;
  for (const modality of ['image', 'text', 'audio'] as const) {
    const roles = encoders[modality];
    if (roles === undefined) {
      if (tasks.includes(`embed-${modality}`))
        throw invalid(model, `it has the task "embed-${modality}" but no \`encoders.${modality}\` or \`embedding\``);
      continue;
    }
    const missing = roles.find((role) => !(role in parts));
    if (missing !== undefined)
      throw invalid(model, `\`encoders.${modality}\` names the part "${missing}", which it does not have`);
    if (embedding === undefined) throw invalid(model, `it has encoders but no \`embedding\``);
    if (manifest[modality] === undefined)
      throw invalid(model, `it has \`encoders.${modality}\` but no section \`${modality}\``);
  }
}

/** Parts that take token ids, pixels or text to read need the section that says how to make them. */
function checkInputs(model: string, { parts, image, text, ocr }: Manifest): void {
  for (const [role, { in: taken }] of Object.entries(parts)) {
    if ('ids' in taken && text === undefined)
      throw invalid(model, `its part "${role}" takes token ids, but there is no section \`text\``);
    if ('pixels' in taken && image === undefined)
      throw invalid(model, `its part "${role}" takes pixels, but there is no section \`image\``);
    if (('page' in taken || 'line' in taken) && ocr === undefined)
      throw invalid(model, `its part "${role}" reads text, but there is no section \`ocr\``);
  }
}

function checkFilesListed(model: string, { files, text, ocr, parts }: Manifest): void {
  const listed = new Set(files.map((file) => file.path));
  const named = [text?.tokenizer, ocr?.dictionary].filter((file) => file !== undefined);
  const used = [...named, ...Object.values(parts).flatMap(filesOf)];
  for (const file of used) if (!listed.has(file)) throw invalid(model, `"${file}" is used but not listed in files`);
}

function invalid(model: string, reason: string): OnsightError {
  return new OnsightError('unsupported-model', { model, reason });
}

/**
 * An optional section.
 *
 * @throws OnsightError `unsupported-model` if it does
 */
export function sectionOf<S extends 'image' | 'text' | 'audio' | 'ocr'>(
  manifest: Manifest,
  section: S,
): NonNullable<Manifest[S]> {
  // The type of a generic index is not narrowed by the check.
  const found = manifest[section] as NonNullable<Manifest[S]> | undefined;
  if (found !== undefined) return found;
  throw invalid(manifest.id, `its onsight.json has no section \`${section}\``);
}

/**
 * The part of a role; `caption.text_decoder` is the plain `text_decoder` unless the pack has a decoder for captions.
 *
 * @throws OnsightError `unsupported-model` if the pack has none
 */
export function partOf(manifest: Manifest, role: string): ManifestPart {
  const plain = role.slice(role.indexOf('.') + 1);
  const found = manifest.parts[role] ?? manifest.parts[plain];
  if (found === undefined) throw invalid(manifest.id, `it has no part "${plain}"`);
  return found;
}

/**
 * The single part that encodes a modality.
 *
 * @throws OnsightError `unsupported-model` if there is none, or a chain of several
 */
export function encoderRole({ id, encoders }: Manifest, modality: 'image' | 'text'): string {
  const [role, ...others] = encoders[modality] ?? [];
  if (role === undefined) throw invalid(id, `it has no \`encoders.${modality}\``);
  if (others.length > 0) throw invalid(id, `its \`encoders.${modality}\` has several parts, which is not supported`);
  return role;
}

/** Files of the parts, the tokenizer if one takes token ids, the dictionary if one reads lines; each once. */
export function filesOfRoles(manifest: Manifest, roles: readonly string[]): readonly string[] {
  const parts = roles.map((role) => partOf(manifest, role));
  const tokenizer = parts.some((part) => 'ids' in part.in) ? [sectionOf(manifest, 'text').tokenizer] : [];
  const dictionary = parts.some((part) => 'line' in part.in) ? [sectionOf(manifest, 'ocr').dictionary] : [];
  return [...new Set([...tokenizer, ...dictionary, ...parts.flatMap(filesOf)])];
}

/** Files of a part: its graph and the graph's weights. */
function filesOf({ file, data }: ManifestPart): readonly string[] {
  return [file, ...data];
}

/**
 * Name of the tensor that a part has for `key`, among the graph's `tensors`. @throws OnsightError `unsupported-model`
 */
export function tensorName(model: string, names: ManifestPart['in'], key: string, tensors: readonly string[]): string {
  const stated = names[key];
  const found = typeof stated === 'number' ? tensors[stated] : stated;
  if (found !== undefined) return found;
  throw invalid(
    model,
    stated === undefined
      ? `a part names no tensor for "${key}"`
      : `a part takes tensor ${String(stated)} for "${key}", but its graph has ${String(tensors.length)}`,
  );
}

/** A manifest of format `onsight-model/1` in the shape of `/2`, the only shape that other code sees. */
function fromFirstFormat({
  embedding,
  audio,
  tasks,
  ...manifest
}: v.InferOutput<typeof firstManifestSchema>): Manifest {
  const { tasks: audioTasks = [], ...features } = audio ?? {};
  const audioRoles = ['audio_encoder', 'audio_projection'].filter((role) => role in manifest.parts);
  // Checkpoints without a joint space have no encoder, whatever else they support.
  const encoders =
    embedding === undefined
      ? {}
      : {
          ...(tasks.includes('embed-image') ? { image: ['vision_encoder'] } : {}),
          ...(tasks.includes('embed-text') ? { text: ['text_model'] } : {}),
          ...(audioTasks.includes('embed-audio') && audioRoles.length === 2 ? { audio: audioRoles } : {}),
        };
  return {
    ...manifest,
    format: 'onsight-model/2',
    tasks: [...tasks, ...audioTasks],
    audio: audio === undefined ? undefined : (features as Manifest['audio']),
    encoders,
    embedding: embedding && toEmbedding(embedding),
  };
}

function toEmbedding({ relevance, relevances, calibrated, ...rest }: FirstEmbedding): Manifest['embedding'] {
  const pairs = Object.entries({ ...relevances, 'text-image': relevance });
  return {
    ...rest,
    relevance: Object.fromEntries(pairs.map(([pair, curve]) => [pair, { ...curve, calibrated }])),
  };
}
