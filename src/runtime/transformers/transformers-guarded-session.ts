import type { InferenceSession } from 'onnxruntime-web/webgpu';

/** Makes a real session; the one ORT's `InferenceSession.create`. */
export type CreateSession = (bytes: Uint8Array, options?: InferenceSession.SessionOptions) => Promise<InferenceSession>;

/**
 * What transformers.js holds instead of ORT's session. It never rejects: transformers.js chains every load and every
 * run of a realm on the one before without a catch, so that one rejection would fail all later ones for good
 * (`backends/onnx.js`, `webInitChain` and `webInferenceChain` of 4.3.1). A failure is kept for the caller instead.
 */
export class GuardedSession {
  /** What the last load or run failed with; the caller takes it away. */
  failure: { readonly error: unknown } | undefined;
  /** Outputs that the next runs must give; all where undefined. */
  wanted: readonly string[] | undefined;
  readonly #session: InferenceSession | undefined;

  private constructor(session: InferenceSession | undefined, failure: { readonly error: unknown } | undefined) {
    this.#session = session;
    this.failure = failure;
  }

  static async create(
    create: CreateSession,
    bytes: Uint8Array,
    options?: InferenceSession.SessionOptions,
  ): Promise<GuardedSession> {
    try {
      return new GuardedSession(await create(bytes, options), undefined);
    } catch (error) {
      return new GuardedSession(undefined, { error });
    }
  }

  get inputNames(): readonly string[] {
    return this.#session?.inputNames ?? [];
  }

  get outputNames(): readonly string[] {
    return this.#session?.outputNames ?? [];
  }

  get inputMetadata(): readonly InferenceSession.ValueMetadata[] {
    return this.#session?.inputMetadata ?? [];
  }

  /** Runs the graph; gives no outputs and keeps the failure where ORT rejects. */
  async run(feeds: InferenceSession.FeedsType): Promise<Partial<InferenceSession.ReturnType>> {
    try {
      if (this.#session === undefined) throw new Error('The graph was never loaded.');
      return await (this.wanted === undefined ? this.#session.run(feeds) : this.#session.run(feeds, [...this.wanted]));
    } catch (error) {
      this.failure = { error };
      return {};
    }
  }

  async release(): Promise<void> {
    await this.#session?.release();
  }
}
