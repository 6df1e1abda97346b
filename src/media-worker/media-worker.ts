import { raceAbort, type AbortOptions } from '../core/async/abort.ts';
import type { ImageSource, Pixels } from '../media/image/pixels.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import { startScript } from '../core/script-worker.ts';
import { inProcess } from '../rpc/in-process.ts';
import { Session } from '../rpc/session.ts';
import type { Stream } from '../rpc/stream.ts';
import {
  mediaWorkerName,
  type HearParams,
  type ListenParams,
  type MediaContract,
  type SpokenSamples,
} from './contract.ts';
import type { ReadWindow, SoundFacts } from '../media/audio/read-windows.ts';
import type { ReadImage, ReadImageOptions } from './image-reader.ts';
import { createMediaService } from './service.ts';
import type { WatchedVideo, WatchEvent, WatchParams } from './video-watcher.ts';

/** Options of {@link MediaWorker.hear}. */
export interface HearOptions extends AbortOptions {
  /** Called once the sound was read to its end. */
  readonly onEnd?: ((facts: SoundFacts) => void) | undefined;
}

/** A decode has its own timeout (30 s); a worker that is silent for longer hangs. */
const callTimeoutMs = 45_000;
const startTimeoutMs = 10_000;

/**
 * Decodes images in a worker of its own: a wasm run blocks its thread, and decoding, resizing and thumbnails would
 * otherwise wait for it. It also keeps a decoder that hangs or dies away from the model. If a worker cannot start
 * another worker, images are decoded on this thread.
 */
export class MediaWorker {
  #session: Promise<Session<MediaContract>> | undefined;

  /** See `readImage`. */
  async read(source: ImageSource, spec: ImageSpec, { signal, ...options }: ReadImageOptions): Promise<ReadImage> {
    const session = await this.#started({ signal });
    return session.call('read', { source, spec, options }, { signal });
  }

  /** See `decodeWhole`. */
  async decode(source: ImageSource, { signal }: AbortOptions): Promise<Pixels> {
    const session = await this.#started({ signal });
    return session.call('decode', { source }, { signal });
  }

  /** Windows of a sound in the order of time; leaving the loop stops decoding. */
  async *hear(params: HearParams, { signal, onEnd }: HearOptions): AsyncGenerator<ReadWindow> {
    const session = await this.#started({ signal });
    const stream = session.stream('hear', () => Promise.resolve(params), { signal });
    for await (const windows of stream) yield* windows;
    onEnd?.(await stream.result);
  }

  /** Frames of a video in the order of time; leaving the loop stops decoding. */
  async watch(params: WatchParams, { signal }: AbortOptions): Promise<Stream<WatchEvent, WatchedVideo>> {
    const session = await this.#started({ signal });
    return session.stream('watch', () => Promise.resolve(params), { signal });
  }

  /** Samples of a sound in the order of time; leaving the loop stops decoding. */
  async *listen(params: ListenParams, { signal }: AbortOptions): AsyncGenerator<SpokenSamples> {
    const session = await this.#started({ signal });
    yield* session.stream('listen', () => Promise.resolve(params), { signal });
  }

  /** See `toDisplayImage`. */
  async display(file: Blob, { signal }: AbortOptions): Promise<Blob> {
    const session = await this.#started({ signal });
    return session.call('display', { file }, { signal });
  }

  #started({ signal }: AbortOptions): Promise<Session<MediaContract>> {
    signal?.throwIfAborted();
    return raceAbort((this.#session ??= start()), signal);
  }
}

async function start(): Promise<Session<MediaContract>> {
  const what = 'The media worker';
  const limits = { startTimeoutMs, callTimeoutMs, graceMs: callTimeoutMs };
  const session = new Session<MediaContract>({
    what,
    config: undefined,
    spawn: () => startScript(ownScript(), { type: isModule() ? 'module' : 'classic', name: mediaWorkerName }),
    ...limits,
  });
  try {
    await session.start();
    return session;
  } catch {
    // Old browsers and strict policies: slower, but everything works.
    await session.dispose();
    return new Session<MediaContract>({
      what,
      config: undefined,
      spawn: () => inProcess(createMediaService()),
      ...limits,
    });
  }
}

/** Bundlers start workers in the classic format as well. Only those may import scripts, even none. */
function isModule(): boolean {
  try {
    const load: unknown = Reflect.get(globalThis, 'importScripts');
    if (typeof load === 'function') Reflect.apply(load, globalThis, []);
    return false;
  } catch {
    return true;
  }
}

/** This worker's script. A script of another origin was started from a Blob, and is started that way again. */
function ownScript(): string {
  if (!location.href.startsWith('blob:')) return location.href;
  const blob = new Blob([`import ${JSON.stringify(import.meta.url)};`], { type: 'text/javascript' });
  return URL.createObjectURL(blob);
}
