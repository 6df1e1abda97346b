/** One method of a contract: what crosses the wire. */
interface MethodShape {
  readonly params: unknown;
  readonly result: unknown;
  /** Reported while the method runs. Throttled: only the newest state matters. */
  readonly progress?: unknown;
  /** Streamed while the method runs. Never dropped: events are part of the result. */
  readonly event?: unknown;
}

/** Constraint for contracts: `interface Shop { buy: { params: …; result: … } }`. */
export type Contract<C> = { readonly [M in keyof C]: MethodShape };

/** Parameters of a method. */
export type ParamsOf<C extends Contract<C>, M extends keyof C> = C[M]['params'];
/** Result of a method. */
export type ResultOf<C extends Contract<C>, M extends keyof C> = C[M]['result'];
/** Progress events of a method; `never` if it reports none. */
export type ProgressOf<C extends Contract<C>, M extends keyof C> = C[M] extends { readonly progress: infer P }
  ? P
  : never;
/** Stream events of a method; `never` if it streams none. */
export type EventOf<C extends Contract<C>, M extends keyof C> = C[M] extends { readonly event: infer E } ? E : never;

/** Methods that can be streamed. */
export type StreamMethod<C extends Contract<C>> = {
  [M in keyof C]: C[M] extends { readonly event: unknown } ? M : never;
}[keyof C];
