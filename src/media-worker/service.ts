import { raceAbort, type AbortOptions } from '../core/async/abort.ts';
import { toDisplayImage } from '../media/image/display-image.ts';
import { loadMediaDecoder } from '../media/load-media-decoder.ts';
import { readSamples } from '../media/audio/read-samples.ts';
import { Waveform } from '../media/audio/waveform.ts';
import { readWindows, type ReadWindow, type SoundFacts } from '../media/audio/read-windows.ts';
import { createService, type CallContext, type Service } from '../rpc/service.ts';
import type { AudioTrack } from '../media/audio/decode-audio.ts';
import type { HearParams, ListenParams, MediaContract, SpokenSamples } from './contract.ts';
import type { ReadImage, ReadImageOptions } from './image-reader.ts';
import { watchFrames } from './video-watcher.ts';
import type { ImageSource, Pixels } from '../media/image/pixels.ts';
import type { ImageSpec } from '../media/tensor/image-spec.ts';
import { decodeImage } from '../media/image/decode-image.ts';
import { loadMetadata } from '../media/metadata/load-metadata.ts';
import { fitToSpec } from '../media/tensor/to-tensor.ts';
import { contentOf } from '../media/content/image-content.ts';
import { makeThumbnail } from '../media/image/thumbnail.ts';
import type { Metadata } from '../store/contract/item.ts';
import { type Region, toPixelBox } from '../sample/region.ts';
import { panoramaSquares } from '../sample/panorama-squares.ts';
import { cropPixels } from '../media/image/crop-pixels.ts';

/** Longer than the side of any image that is decoded. */
const fullSide = 65_535;

/** The media worker's end: decodes images and transfers the results. */
export function createMediaService(): Service {
  return createService<MediaContract>(() => ({
    methods: {
      read: ({ source, spec, options }, { signal }) => readImage(source, spec, { ...options, signal }),
      decode: ({ source }, { signal }) => decodeWhole(source, { signal }),
      hear: hearWindows,
      watch: watchFrames,
      listen: readSpeech,
      display: ({ file }, { signal }) => toDisplayImage(file, { signal }),
    },
    transfer: { read: buffersOf, decode: ownBufferOf },
  }));
}

/** A view on a part of a larger buffer must be copied: the rest of the buffer is in use. */
function ownBufferOf({ data }: Pixels): ArrayBuffer[] {
  return data.byteLength === data.buffer.byteLength ? [data.buffer] : [];
}

function buffersOf({ pixels, squares = [], thumbnail }: ReadImage): ArrayBuffer[] {
  const own = [pixels, ...squares.map((square) => square.pixels)].flatMap(ownBufferOf);
  return thumbnail === undefined ? own : [...own, thumbnail.bytes];
}

/** Decodes an image once, fits it to the model and makes its thumbnail. */
async function readImage(
  source: ImageSource,
  spec: ImageSpec,
  { name, thumbnail, region, squares = false, content = false, metadataUrl, signal }: ReadImageOptions,
): Promise<ReadImage> {
  const [width, height] = spec.size;
  const side = Math.max(width, height, spec.edge ?? 0, thumbnail === false ? 0 : thumbnail);
  const minSize = [Math.ceil(side / (region?.width ?? 1)), Math.ceil(side / (region?.height ?? 1))] as const;
  const image = await decodeImage(source, { minSize, signal, ...(name === undefined ? {} : { name }) });
  const metadata =
    metadataUrl === undefined || !(source instanceof Blob) ? undefined : await loadMetadata(source, metadataUrl);
  return {
    pixels: fitToSpec(region === undefined ? image.pixels : cropRegion(image.pixels, region), spec),
    width: image.width,
    height: image.height,
    ...(squares ? { squares: readSquares(image, spec) } : {}),
    ...(content ? { content: contentOf(image.pixels) } : {}),
    thumbnail: thumbnail === false ? undefined : await makeThumbnail(image, source, thumbnail),
    metadata: metadata && {
      ...(metadata as Metadata), // an interface, which has no index signature
      ...(image.incomplete === true ? { incomplete: true } : {}),
      ...(image.preview === true ? { preview: 'embedded' } : {}),
    },
  };
}

/** Windows that are sent together. */
const windowsPerEvent = 8;

async function hearWindows(
  { source, name, range, spec, decoderUrl }: HearParams,
  { signal, emit }: CallContext<never, readonly ReadWindow[]>,
): Promise<SoundFacts> {
  const { decodeAudio } = await raceAbort(loadMediaDecoder(decoderUrl), signal);
  let waiting: ReadWindow[] = [];
  let incomplete = false;
  const onDamaged = (): void => {
    incomplete = true;
  };
  const waveform = new Waveform();
  const blocks = waveform.drawn(decodeAudio(source, { name, range, onDamaged }), range?.startS ?? 0);
  for await (const window of readWindows(blocks, spec)) {
    signal.throwIfAborted();
    waiting.push(window);
    if (waiting.length < windowsPerEvent) continue;
    await emit?.(waiting);
    waiting = [];
  }
  if (waiting.length > 0) await emit?.(waiting);
  return { incomplete, durationS: waveform.endS, waveform: waveform.toString() };
}

/** Samples that are sent together: about two seconds. */
const secondsPerEvent = 2;

async function readSpeech(
  { source, name, range, rate, track: number, decoderUrl }: ListenParams,
  { signal, emit }: CallContext<never, SpokenSamples>,
): Promise<undefined> {
  const { decodeAudio } = await raceAbort(loadMediaDecoder(decoderUrl), signal);
  let track: AudioTrack = { number: number ?? 1 };
  const onTrack = (found: AudioTrack): void => {
    track = found;
  };
  const waiting: Float32Array[] = [];
  let startS = 0;
  const send = async (): Promise<void> => {
    if (waiting.length > 0) await emit?.({ startS, samples: joined(waiting.splice(0)), track });
  };
  const blocks = decodeAudio(source, { name, range, mix: 'speech', track: number, onTrack });
  for await (const read of readSamples(blocks, rate)) {
    signal.throwIfAborted();
    if (waiting.length === 0) startS = read.startS;
    waiting.push(read.samples);
    if (waiting.reduce((sum, { length }) => sum + length, 0) >= secondsPerEvent * rate) await send();
  }
  await send();
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** All pixels of an image, up to the 16 megapixels that are kept per image. */
async function decodeWhole(source: ImageSource, { signal }: AbortOptions): Promise<Pixels> {
  const { pixels } = await decodeImage(source, { minSize: [fullSide, fullSide], signal });
  return pixels;
}

function readSquares(
  { pixels, width, height }: { readonly pixels: Pixels; readonly width: number; readonly height: number },
  spec: ImageSpec,
): readonly { readonly region: Region; readonly pixels: Pixels }[] {
  return panoramaSquares(width, height).map((region) => ({
    region,
    pixels: fitToSpec(cropRegion(pixels, region), spec),
  }));
}

function cropRegion(pixels: Pixels, region: Region): Pixels {
  return cropPixels(pixels, toPixelBox(region, pixels));
}
