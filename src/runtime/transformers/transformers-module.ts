import type { GuardedSession } from './transformers-guarded-session.ts';

/** The part of transformers.js in use; its bundle's entry is type-checked against this. */
export interface TransformersModule {
  readonly env: TransformersEnv;
  readonly Tensor: new (type: string, data: object, dims: readonly number[]) => TransformersTensor;
  readonly PreTrainedTokenizer: new (tokenizer: object, config: object) => TransformersTokenizer;
  readonly models: Readonly<Record<ModelClass, TransformersModelClass>>;
}

/** The model classes of the embedding families. */
export type ModelClass =
  | 'CLIPModel'
  | 'CLIPTextModelWithProjection'
  | 'CLIPVisionModelWithProjection'
  | 'SiglipModel'
  | 'SiglipTextModel'
  | 'SiglipVisionModel'
  | 'ChineseCLIPModel'
  | 'JinaCLIPModel'
  | 'JinaCLIPTextModel'
  | 'JinaCLIPVisionModel';

/** Fields of the global `env` that we set. */
interface TransformersEnv {
  readonly version: string;
  readonly backends: { readonly onnx: { readonly wasm?: object } };
  logLevel: number;
  allowLocalModels: boolean;
  remoteHost: string;
  remotePathTemplate: string;
  useFS: boolean;
  useFSCache: boolean;
  useBrowserCache: boolean;
  useWasmCache: boolean;
  useCustomCache: boolean;
  customCache: TransformersCache | null;
  fetch: (input: string | URL, init?: object) => Promise<Response>;
}

/** `env.customCache`. */
interface TransformersCache {
  match(key: string): Promise<Response | undefined>;
  put(key: string, response: Response): Promise<void>;
}

/** transformers.js' tensor, a wrapper of ORT's. */
export interface TransformersTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
  dispose(): void;
}

/** A tokenizer that returns plain ids, without tensors. */
export type TransformersTokenizer = ((
  text: string,
  options: { readonly add_special_tokens: boolean; readonly return_tensor: false },
) => { readonly input_ids: readonly number[] }) & {
  readonly pad_token_id: number | undefined;
  readonly unk_token_id: number | undefined;
};

/** Static side of a model class. */
interface TransformersModelClass {
  from_pretrained(id: string, options: FromPretrainedOptions): Promise<TransformersModel>;
}

/** Options of `from_pretrained`, all required. */
interface FromPretrainedOptions {
  readonly config: object;
  readonly dtype: string;
  readonly device: string;
  readonly revision: string;
  readonly model_file_name: string;
  readonly session_options: object;
}

/** A loaded model: maps named tensors to named tensors. */
export type TransformersModel = ((
  inputs: Readonly<Record<string, TransformersTensor>>,
) => Promise<Readonly<Record<string, TransformersTensor | undefined>>>) & {
  readonly sessions: Readonly<Record<string, GuardedSession | undefined>>;
  dispose(): Promise<unknown>;
};
