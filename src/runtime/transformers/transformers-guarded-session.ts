import type { InferenceSession } from 'onnxruntime-web/webgpu';

/** Creates a real session: `InferenceSession.create` of the shared ORT. */
type CreateSession = (bytes: Uint8Array, options?: InferenceSession.SessionOptions) => Promise<InferenceSession>;

/**
 * Stands in for ORT's session inside transformers.js. It never rejects, because transformers.js chains every load and
 * run of a realm on the previous one without a catch, so one rejection would fail all later ones (`backends/onnx.js`,
 * `webInitChain` and `webInferenceChain` of 4.3.1). Failures are stored for the caller instead.
 */
export class GuardedSession {
  /** Error of the last load or run; the caller clears it. */
  failure: { readonly error: unknown } | undefined;
  /** Outputs the next runs must return; all if undefined. */
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

  /** Runs the graph; on failure stores the error and returns no outputs. */
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
