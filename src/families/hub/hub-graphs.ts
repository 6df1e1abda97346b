import type { ModelClass } from '../../runtime/transformers/transformers-module.ts';

/** A file and its size; undefined if the server does not report it. */
export interface HubFile {
  readonly path: string;
  readonly bytes: number | undefined;
}

/** One graph of a repository. */
export interface HubGraph {
  readonly modelClass: ModelClass;
  /** `text_model` of `onnx/text_model_quantized.onnx`. */
  readonly fileName: string;
  /** The graph and its files of external data. */
  readonly files: readonly HubFile[];
}
