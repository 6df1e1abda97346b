import type { ModelClass } from '../../runtime/transformers/transformers-module.ts';
import type { Relevance } from '../embedding-model.ts';
import type { HubModelConfig, HubTokenizerConfig } from './hub-config.ts';

/** Token rules of a family's text encoder. */
export interface TextRule {
  readonly maxTokens: number;
  /**
   * `full`: every text has `maxTokens`, because the encoder pools the last position or sees the padding. `longest`: a
   * batch is as long as its longest text. `masked`: the same if the graph takes a mask; without one, texts of different
   * lengths must not share a run.
   */
  readonly padding: 'full' | 'longest' | 'masked';
  readonly lowerCase: boolean;
}

/** Properties of an embedding family. */
export interface HubFamily {
  readonly name: string;
  /** Model classes of transformers.js for the graphs; none per tower if the family is published as one graph. */
  readonly classes: {
    readonly joint: ModelClass;
    readonly text?: ModelClass;
    readonly image?: ModelClass;
  };
  /** Names of the embedding in exported graphs, best first. */
  readonly outputs: { readonly text: readonly string[]; readonly image: readonly string[] };
  readonly dims: (config: HubModelConfig) => number;
  readonly textRule: (config: HubModelConfig, tokenizer: HubTokenizerConfig) => TextRule;
  readonly languages: readonly string[];
  /** Factor before the softmax over labels. */
  readonly logitScale: number;
  readonly relevance: Relevance;
}

/**
 * The learned temperature is not in the exported towers. OpenAI trained CLIP with its logits clipped at a factor of 100
 * (Radford et al. 2021, section 2.5), and the released checkpoints are at that limit. `logit_scale_init_value` in
 * `config.json` is the value at the start of training, not at its end.
 */
const clipLogitScale = 100;

/**
 * Default for CLIP-like models without a calibration of their own: as steep as the logit scale, and 0.5 at the cosine
 * below which LAION-5B dropped image-text pairs (Schuhmann et al. 2022: 0.26 to 0.28).
 */
const clipRelevance: Relevance = { weight: clipLogitScale, bias: -0.26 * clipLogitScale };

/** t and b of SigLIP B/16-224 as I know them from big_vision's SigLIP_demo.ipynb; not re-checked against the weights. */
const siglipRelevance: Relevance = { weight: 117.33, bias: -12.93 };

/** Languages of Crossmodal-3600 on which SigLIP 2 is evaluated (Tschannen et al. 2025), without its two weakest. */
const siglip2Languages =
  'ar bn cs da de el en es fa fi fil fr he hi hr hu id it ja ko nl no pl pt ro ru sv sw te th tr uk vi zh'.split(' ');

const clip: HubFamily = {
  name: 'clip',
  classes: { joint: 'CLIPModel', text: 'CLIPTextModelWithProjection', image: 'CLIPVisionModelWithProjection' },
  outputs: { text: ['text_embeds'], image: ['image_embeds'] },
  dims: (config) => config.projection_dim ?? 512,
  textRule: (config, tokenizer) => ({
    maxTokens: limit(config.text_config?.max_position_embeddings ?? 77, tokenizer),
    // OpenAI's causal text encoder never sees what follows the end token. MobileCLIP's does; it is recognised by its
    // vision encoder, which has no patches.
    padding: (config.vision_config?.patch_size ?? undefined) === undefined ? 'full' : 'longest',
    lowerCase: false,
  }),
  languages: ['en'],
  logitScale: clipLogitScale,
  relevance: clipRelevance,
};

const siglip: HubFamily = {
  name: 'siglip',
  classes: { joint: 'SiglipModel', text: 'SiglipTextModel', image: 'SiglipVisionModel' },
  outputs: { text: ['text_embeds', 'pooler_output'], image: ['image_embeds', 'pooler_output'] },
  dims: ({ text_config, vision_config }) =>
    text_config?.projection_size ?? text_config?.hidden_size ?? vision_config?.hidden_size ?? 768,
  textRule: (config, tokenizer) => ({
    maxTokens: limit(config.text_config?.max_position_embeddings ?? 64, tokenizer),
    // It is pooled at the last position, padding included.
    padding: 'full',
    // SigLIP and SigLIP 2 were trained on lower case; SigLIP 2's published tokenizer.json does not lower the case.
    lowerCase: true,
  }),
  languages: ['en'],
  logitScale: siglipRelevance.weight,
  relevance: siglipRelevance,
};

const siglip2: HubFamily = { ...siglip, name: 'siglip2', languages: siglip2Languages };

const chineseClip: HubFamily = {
  name: 'chinese-clip',
  classes: { joint: 'ChineseCLIPModel' },
  outputs: { text: ['text_embeds'], image: ['image_embeds'] },
  dims: (config) => config.projection_dim ?? 512,
  textRule: (config, tokenizer) => ({
    maxTokens: limit(config.text_config?.max_position_embeddings ?? 512, tokenizer),
    padding: 'masked',
    lowerCase: false,
  }),
  languages: ['zh'],
  logitScale: clipLogitScale,
  relevance: clipRelevance,
};

const jinaClip: HubFamily = {
  name: 'jina-clip',
  classes: { joint: 'JinaCLIPModel', text: 'JinaCLIPTextModel', image: 'JinaCLIPVisionModel' },
  outputs: {
    text: ['l2norm_text_embeddings', 'text_embeds', 'text_embeddings', 'sentence_embedding'],
    image: ['l2norm_image_embeddings', 'image_embeds', 'image_embeddings'],
  },
  dims: ({ projection_dim, text_config }) => projection_dim ?? text_config?.embed_dim ?? 768,
  // ALiBi has no maximum length; the repository's tokenizer has one.
  textRule: (_config, tokenizer) => ({ maxTokens: limit(8192, tokenizer), padding: 'masked', lowerCase: false }),
  languages: ['en'],
  logitScale: clipLogitScale,
  relevance: clipRelevance,
};

function limit(maxTokens: number, tokenizer: HubTokenizerConfig): number {
  return Math.min(maxTokens, tokenizer.model_max_length ?? Infinity);
}

/** Tokenizers of Gemma's kind: the multilingual SigLIP 2 has the `model_type` of SigLIP. */
const gemmaTokenizer = /^(Gemma|Siglip2)Tokenizer/;

/** The family of a repository, by its `config.json` and tokenizer; undefined if it is not supported. */
export function familyOf(config: HubModelConfig, tokenizer: HubTokenizerConfig): HubFamily | undefined {
  switch (config.model_type) {
    case 'clip':
      return clip;
    case 'siglip':
      return gemmaTokenizer.test(tokenizer.tokenizer_class ?? '') ? siglip2 : siglip;
    case 'chinese_clip':
      return chineseClip;
    case 'jina_clip':
      return jinaClip;
    default:
      return undefined;
  }
}
