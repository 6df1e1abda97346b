import * as v from 'valibot';
import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import { findGraphFiles, preferredDtypes, type HubRequest } from '../hub/hub-plan.ts';
import type { HubFile } from '../hub/hub-graphs.ts';
import type { HubRepository } from '../hub/hub-repository.ts';
import { readFiles } from '../hub/read-files.ts';
import { parseHubJson } from '../hub/hub-config.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const id = v.pipe(v.number(), v.integer(), v.minValue(0));

const config = v.object({
  model_type: v.literal('whisper'),
  d_model: count,
  decoder_layers: count,
  decoder_attention_heads: count,
  max_source_positions: count,
  max_target_positions: count,
  median_filter_width: v.optional(count, 7),
});

const generation = v.object({
  alignment_heads: v.nullish(v.array(v.tuple([id, id]))),
  begin_suppress_tokens: v.nullish(v.array(id)),
  suppress_tokens: v.nullish(v.array(v.number())),
  max_initial_timestamp_index: v.nullish(id),
  lang_to_id: v.nullish(v.record(v.string(), id)),
});

const features = v.object({
  feature_size: count,
  hop_length: count,
  n_fft: count,
  sampling_rate: v.literal(16_000),
  chunk_length: v.literal(30),
});

/** Decisions about a Whisper repository before large downloads. */
export interface WhisperPlan extends Pick<HubRequest, 'id' | 'revision' | 'backend'> {
  readonly dtype: string;
  readonly config: v.InferOutput<typeof config>;
  readonly generation: v.InferOutput<typeof generation>;
  readonly features: v.InferOutput<typeof features>;
  /** ISO 639 codes. */
  readonly languages: readonly string[];
  readonly files: {
    readonly tokenizer: HubFile;
    /** A graph, and the files with its weights. */
    readonly encoder: readonly HubFile[];
    readonly decoder: readonly HubFile[];
  };
}

/** Weight formats whose graphs take float32. */
const dtypes: readonly string[] = ['fp32', 'q8', 'int8', 'uint8', 'q4', 'bnb4'];

/**
 * Reads the JSON files of a repository of Whisper and decides what to load.
 *
 * @throws OnsightError `unsupported-model`, `download-failed`, `not-cached-offline`
 */
export async function planWhisper(
  request: HubRequest,
  repository: HubRepository,
  options: AbortOptions,
): Promise<WhisperPlan> {
  const { id: model, backend, revision } = request;
  const names = ['config.json', 'generation_config.json', 'preprocessor_config.json'];
  const [own = new Blob(), writing = new Blob(), hearing = new Blob()] = await readFiles(
    model,
    repository,
    names,
    options,
  );
  const read = async <S extends v.GenericSchema>(schema: S, file: Blob, name: string): Promise<v.InferOutput<S>> => {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await file.text());
    if (parsed.success) return parsed.output;
    throw unsupported(model, `its ${name} is not one of Whisper: ${parsed.issues[0].message}`);
  };
  const graphs = await findGraphs(request, own, repository, options);
  const said = await read(generation, writing, 'generation_config.json');
  const codes = Object.keys(said.lang_to_id ?? {}).map((name) => name.replace(/^<\|(.*)\|>$/, '$1'));
  const [tokenizerBytes] = await repository.sizes(['tokenizer.json'], options);
  if (tokenizerBytes === 'missing') throw unsupported(model, 'there is no tokenizer.json in its repository');
  return {
    id: model,
    revision,
    backend,
    dtype: graphs.dtype,
    config: await read(config, own, 'config.json'),
    generation: said,
    features: await read(features, hearing, 'preprocessor_config.json'),
    languages: codes.length === 0 ? ['en'] : codes,
    files: {
      tokenizer: { path: 'tokenizer.json', bytes: tokenizerBytes },
      encoder: graphs.encoder,
      decoder: graphs.decoder,
    },
  };
}

/** True if a repository holds a model of this family. */
export async function isWhisper(model: string, repository: HubRepository, options: AbortOptions): Promise<boolean> {
  const [file = new Blob()] = await readFiles(model, repository, ['config.json'], options);
  return (await parseHubJson(model, 'config.json', file)).model_type === 'whisper';
}

async function findGraphs(
  { id: model, dtype, backend }: HubRequest,
  configFile: Blob,
  repository: HubRepository,
  options: AbortOptions,
): Promise<{ readonly dtype: string; readonly encoder: readonly HubFile[]; readonly decoder: readonly HubFile[] }> {
  const wanted = (dtype === undefined ? preferredDtypes[backend] : [dtype]).filter((each) => dtypes.includes(each));
  const settings = await parseHubJson(model, 'config.json', configFile);
  for (const each of wanted) {
    const find = (fileName: string): Promise<readonly HubFile[] | undefined> =>
      findGraphFiles({ fileName, dtype: each, backend }, settings, repository, options);
    const [encoder, decoder] = await Promise.all([find('encoder_model'), find('decoder_model_merged')]);
    if (encoder !== undefined && decoder !== undefined) return { dtype: each, encoder, decoder };
  }
  throw unsupported(model, `it has no ONNX graphs encoder_model and decoder_model_merged in ${dtypes.join(', ')}`);
}

function unsupported(model: string, reason: string): OnsightError {
  return new OnsightError('unsupported-model', { model, reason });
}
