import { patchGrid, type BlipConfig } from '../checkpoint/blip-config.ts';
import type { generationLimits } from '../checkpoint/generation-limits.ts';
import type { imagePreparation } from '../checkpoint/image-preparation.ts';
import type { TokenizerFile } from '../checkpoint/tokenizer-file.ts';
import type { PackFile } from './pack-writer.ts';
import type { PackGraph } from './pack-graphs.ts';

/** Inputs of a manifest. */
export interface ManifestSource {
  readonly id: string;
  readonly licence: string;
  readonly config: BlipConfig;
  readonly image: ReturnType<typeof imagePreparation>;
  readonly tokenizer: TokenizerFile;
  readonly limits: ReturnType<typeof generationLimits>;
  readonly graphs: readonly PackGraph[];
}

const tasks: Readonly<Record<BlipConfig['architecture'], readonly string[]>> = {
  captioning: ['caption'],
  questions: ['ask'],
  retrieval: ['embed-image', 'embed-text', 'match'],
};

// BLIP learns its temperature starting at 0.07, and no retrieval checkpoint stores the result. The curve's midpoint, a
// cosine of 0.35, is between the two values published for one photograph (0.21 and 0.52); it has not been measured.
const logitScale = 1 / 0.07;
const relevance = { weight: 20, bias: -7 };

/** Text of a pack's `onsight.json`; see docs/model-format.md. */
export function packManifest(source: ManifestSource, files: readonly PackFile[]): string {
  const { id, config, tokenizer, graphs } = source;
  const { text } = config;
  const [columns, rows] = patchGrid(config.vision);
  const can = tasks[config.architecture];
  const languages = Object.fromEntries(can.filter((task) => task !== 'embed-image').map((task) => [task, ['en']]));
  const parts = graphs.map((part) => [part.role, { file: graphPath(part), in: part.in, out: part.out }] as const);
  const manifest = {
    format: 'onsight-model/2',
    id,
    name: id,
    // Different weights are a different version, which invalidates anything stored for these.
    version: files.map(({ sha256 }) => sha256.slice(0, 4)).join(''),
    licence: source.licence,
    languages,
    family: 'blip',
    tasks: can,
    image: source.image,
    text: {
      tokenizer: 'tokenizer.json',
      maxTokens: text.max_position_embeddings,
      // `eos_token_id` of BLIP configs does not end a text: Hugging Face's `generate` uses the sep token.
      tokens: {
        pad: text.pad_token_id ?? tokenizer.idOf('[PAD]'),
        unk: tokenizer.unknown,
        cls: tokenizer.idOf('[CLS]'),
        sep: text.sep_token_id ?? tokenizer.idOf('[SEP]'),
        decoderStart: text.bos_token_id,
      },
    },
    ...(config.architecture === 'retrieval' && {
      encoders: { image: 'vision_encoder', text: 'text_model' },
      embedding: {
        dims: config.jointSize,
        normalized: true,
        logitScale,
        relevance: { 'text-image': { ...relevance, calibrated: false } },
      },
    }),
    states: { count: columns * rows + 1, global: 1, grid: [columns, rows] },
    ...(config.architecture !== 'retrieval' && { generation: source.limits }),
    parts: Object.fromEntries(parts),
    files,
  };
  return `${JSON.stringify(manifest, null, 1)}\n`;
}

/** Path of a part's file. */
export function graphPath({ role }: Pick<PackGraph, 'role'>): string {
  return `${role}.onnx`;
}
