/** Weight formats of Hub repositories, as transformers.js names them. */
export type Dtype = 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4' | 'q4f16' | 'bnb4';

/** A model: an id, or an id with how to run it. */
export interface ModelRef {
  /** A pack's folder under `modelsUrl` (`starter`), or a Hugging Face repository (`owner/name`). */
  readonly id: string;
  /** Hub models only. @defaultValue q8 on WASM, fp32 on WebGPU */
  readonly dtype?: Dtype;
  /** Hub models only: a branch, tag or commit. @defaultValue 'main' */
  readonly revision?: string;
}

/** Cost of a model before it is used. */
export interface ModelCost {
  /** Total download in bytes, the runtime's wasm included. */
  readonly totalBytes: number;
  /** Bytes of it that are already stored on this device. */
  readonly storedBytes: number;
}

/** Stored files of one model, or of the runtime (`runtime`). */
export interface StoredModel {
  readonly group: string;
  readonly bytes: number;
  readonly files: number;
}
