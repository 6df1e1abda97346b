import { AudioSampleSink, type AudioSample, type InputAudioTrack } from 'mediabunny';
import { OnsightError, reasonOf } from '../../core/errors.ts';
import { openMedia } from '../open-track.ts';
import { mixSpeech, mixToMono } from './mix-to-mono.ts';

/** Consecutive samples of a decoded sound, mixed to one channel. */
export interface AudioBlock {
  readonly rate: number;
  /** Seconds from the start of the file. */
  readonly startS: number;
  readonly samples: Float32Array;
}

/** A sound track of a file. */
export interface AudioTrack {
  /** Place among the sound tracks of the file, from 1. */
  readonly number: number;
  /** Of the file's own label: a BCP 47 tag or ISO 639 code. */
  readonly language?: string;
  readonly name?: string;
}

/** Options of {@link decodeAudio}. */
export interface DecodeAudioOptions {
  readonly name: string;
  /** Seconds to decode. @defaultValue all of it */
  readonly range?: { readonly startS: number; readonly endS: number } | undefined;
  /** How channels become one: all of them, or so that dialogue is clear. @defaultValue 'all' */
  readonly mix?: 'all' | 'speech' | undefined;
  /** Number of the sound track, from 1. @defaultValue the default one by the flags of the file */
  readonly track?: number | undefined;
  /** Called with the track before its first block. */
  readonly onTrack?: ((track: AudioTrack) => void) | undefined;
  /** Called if the file is damaged after what was decoded. */
  readonly onDamaged?: (() => void) | undefined;
}

/**
 * Decodes the sound of an audio or video file block by block: a file of hours never stands in memory. Leave the loop to
 * stop decoding.
 *
 * @throws OnsightError `unsupported-media` if the container or codec cannot be decoded here, or if the file has no
 *   sound; `media-unreadable` if nothing of it can be decoded. A file that is damaged later ends early.
 */
export async function* decodeAudio(file: Blob, options: DecodeAudioOptions): AsyncGenerator<AudioBlock> {
  const { name, range, mix = 'all' } = options;
  const media = await openMedia(file, name);
  let isDecoding = false;
  try {
    const track = await media.track('audio', options.track);
    options.onTrack?.(await describeTrack(track));
    const sink = new AudioSampleSink(track);
    for await (const sample of sink.samples(range?.startS ?? 0, range?.endS)) {
      const block = toBlock(sample, range, mix);
      sample.close();
      isDecoding = true;
      if (block.samples.length > 0) yield block;
    }
  } catch (error) {
    if (OnsightError.is(error)) throw error;
    if (!isDecoding)
      throw new OnsightError('media-unreadable', { name, type: 'audio', reason: reasonOf(error) }, { cause: error });
    options.onDamaged?.();
  } finally {
    media[Symbol.dispose]();
  }
}

async function describeTrack(track: InputAudioTrack): Promise<AudioTrack> {
  const [language, name] = [await track.getLanguageCode(), await track.getName()];
  return {
    number: track.number,
    ...(language === 'und' ? {} : { language }),
    ...(name === null ? {} : { name }),
  };
}

/** Mixed to one channel and cut to the range; what comes before the start of the file is the codec's own lead-in. */
function toBlock(sample: AudioSample, range: DecodeAudioOptions['range'], mix: 'all' | 'speech'): AudioBlock {
  const { sampleRate: rate, numberOfChannels, numberOfFrames, timestamp } = sample;
  const channels = Array.from({ length: numberOfChannels }, (_, planeIndex) => {
    const channel = new Float32Array(numberOfFrames);
    sample.copyTo(channel, { planeIndex, format: 'f32-planar' });
    return channel;
  });
  const mono = mix === 'speech' ? mixSpeech(channels) : mixToMono(channels);
  const first = Math.max(0, Math.round(((range?.startS ?? 0) - timestamp) * rate));
  const end = range === undefined ? mono.length : Math.round((range.endS - timestamp) * rate);
  return { rate, startS: timestamp + first / rate, samples: mono.subarray(first, Math.max(first, end)) };
}
