// Entry of `assets/transformers.js`: the part of transformers.js that families/hub uses, as a separate bundle.
import {
  ChineseCLIPModel,
  CLIPModel,
  CLIPTextModelWithProjection,
  CLIPVisionModelWithProjection,
  env,
  JinaCLIPModel,
  JinaCLIPTextModel,
  JinaCLIPVisionModel,
  PreTrainedTokenizer,
  SiglipModel,
  SiglipTextModel,
  SiglipVisionModel,
  Tensor,
} from '@huggingface/transformers';
import type { TransformersModule } from './transformers-module.ts';

const models = {
  CLIPModel,
  CLIPTextModelWithProjection,
  CLIPVisionModelWithProjection,
  SiglipModel,
  SiglipTextModel,
  SiglipVisionModel,
  ChineseCLIPModel,
  JinaCLIPModel,
  JinaCLIPTextModel,
  JinaCLIPVisionModel,
} satisfies Record<keyof TransformersModule['models'], unknown>;

// Its declarations are generated from JSDoc and miss that models and tokenizers are callable.
export const transformers: TransformersModule = {
  env,
  Tensor,
  PreTrainedTokenizer,
  models,
} as unknown as TransformersModule;
