// Replaces `onnxruntime-web/webgpu` and `onnxruntime-common` in the transformers.js bundle: re-exports the worker's
// single ORT, with sessions that cannot poison transformers.js.
import type * as Ort from 'onnxruntime-web/webgpu';
import { GuardedSession } from './transformers-guarded-session.ts';

// Set by the worker before it imports this file (ort.ts).
const ort = Reflect.get(globalThis, Symbol.for('onsight.ort')) as typeof Ort | undefined;
if (ort === undefined) throw new Error('ORT must be started before transformers.js is loaded.');
const { InferenceSession: RealSession } = ort;

export const env: Ort.Env = ort.env;
export const Tensor: typeof Ort.Tensor = ort.Tensor;
export const InferenceSession: { create: (...args: CreateArguments) => Promise<GuardedSession> } = {
  create: (bytes, options) =>
    GuardedSession.create((buffer, settings) => RealSession.create(buffer, settings), bytes, options),
};

type CreateArguments = [bytes: Uint8Array, options?: Ort.InferenceSession.SessionOptions];
