import { Once } from '../../core/async/once.ts';
import { DisposeGuard } from '../../core/disposable.ts';
import { floatsOf, type FloatTensor } from '../../runtime/tensor-data.ts';
import type { CapabilityOptions, SpeechDetector, SpeechStream } from '../capabilities.ts';
import { LoadListeners } from '../load-listeners.ts';
import type { OpenPart, PackSessions } from '../packs/pack-sessions.ts';
import { frameSamples } from './speech-spans.ts';

/** The parts of a pack of family `silero-vad`. */
export const speechRoles: readonly string[] = ['detector'];

/** Samples before a frame that are fed with it. */
const contextSamples = 64;
const stateSize = 128;

/** Detects speech with a pack of family `silero-vad`. Nothing is loaded until it is first used. */
export class SpeechModel implements SpeechDetector {
  readonly rate = 16_000;
  readonly #sessions: PackSessions;
  readonly #guard: DisposeGuard;
  readonly #listeners = new LoadListeners();
  readonly #part: Once<OpenPart>;

  constructor({ sessions }: { readonly sessions: PackSessions }) {
    this.#sessions = sessions;
    this.#guard = new DisposeGuard(`The model ${sessions.manifest.id}`);
    this.#part = new Once((signal) => this.#load(signal));
  }

  async prepare(options: CapabilityOptions = {}): Promise<void> {
    await (await this.#loaded(options)).warm(options);
  }

  listen(): SpeechStream {
    let context = new Float32Array(contextSamples);
    let [h, c] = [emptyState(), emptyState()];
    return {
      push: async (samples, options = {}) => {
        const part = await this.#loaded(options);
        const frames = samples.length / frameSamples;
        const width = contextSamples + frameSamples;
        const data = new Float32Array(frames * width);
        for (let frame = 0; frame < frames; frame += 1) {
          const own = samples.subarray(frame * frameSamples, (frame + 1) * frameSamples);
          data.set(context, frame * width);
          data.set(own, frame * width + contextSamples);
          context = own.slice(-contextSamples);
        }
        const { signal, priority = 'interactive' } = options;
        const feeds = {
          [part.input('frames')]: { type: 'float32', dims: [frames, width], data },
          [part.input('h')]: h,
          [part.input('c')]: c,
        } as const;
        const outputs = await part.session.run(feeds, { signal, priority });
        h = floatsOf(outputs, part.output('h'));
        c = floatsOf(outputs, part.output('c'));
        return floatsOf(outputs, part.output('probabilities')).data;
      },
    };
  }

  #loaded(options: CapabilityOptions): Promise<OpenPart> {
    this.#guard.check();
    return this.#listeners.during(options.onProgress, () => this.#part.get(options));
  }

  async #load(signal: AbortSignal): Promise<OpenPart> {
    const options = { signal, onProgress: this.#listeners.report };
    await this.#sessions.fetch(speechRoles, options);
    const part = await this.#sessions.open('detector', options);
    this.#listeners.report({ phase: 'ready', model: this.#sessions.manifest.id });
    return part;
  }

  dispose(): Promise<void> {
    return this.#guard.dispose(async () => {
      await Promise.allSettled([this.#part.peek()]);
    });
  }
}

function emptyState(): FloatTensor {
  return { type: 'float32', dims: [1, 1, stateSize], data: new Float32Array(stateSize) };
}
