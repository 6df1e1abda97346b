import {
  ALL_FORMATS,
  BlobSource,
  getDecodableAudioCodecs,
  getDecodableVideoCodecs,
  Input,
  type InputAudioTrack,
  type InputTrack,
  type InputVideoTrack,
} from 'mediabunny';
import { OnsightError, reasonOf } from '../core/errors.ts';
import { checkEnd } from './cut-file.ts';
import { FileBytes } from './file-bytes.ts';
import { readBoxes } from './raw/iso-boxes.ts';

/** Names of codecs as people know them, by mediabunny's. */
const codecNames: Readonly<Record<string, string>> = {
  avc: 'H.264',
  hevc: 'H.265',
  vp8: 'VP8',
  vp9: 'VP9',
  av1: 'AV1',
  aac: 'AAC',
  mp3: 'MP3',
  opus: 'Opus',
  vorbis: 'Vorbis',
  flac: 'FLAC',
};

/** A media file whose tracks can be opened. */
export interface OpenMedia extends Disposable {
  /** True if the end of the file is missing. */
  readonly isCut: boolean;
  /** When it was recorded, if the file says so. */
  takenAt(): Promise<Date | undefined>;
  /**
   * The main track of a kind, by the flags of the file.
   *
   * @param number - of a sound track to open instead, from 1
   * @throws OnsightError `unsupported-media` if there is none or its codec cannot be decoded here; `media-unreadable` if
   *   the file is not a known container, or damaged at its start
   */
  track(kind: 'audio', number?: number): Promise<InputAudioTrack>;
  track(kind: 'video'): Promise<InputVideoTrack>;
}

/** Opens an audio or video file of any container. */
export async function openMedia(file: Blob, name: string): Promise<OpenMedia> {
  const { isCut, readable } = await checkEnd(file);
  const input = new Input({ source: new BlobSource(readable), formats: ALL_FORMATS });
  return {
    isCut,
    takenAt: () => takenAtOf(input, file),
    // The overloads of the interface; `findTrack` finds a track of the kind.
    track: async (kind: 'audio' | 'video', number?: number) => (await openTrack(input, kind, name, number)) as never,
    [Symbol.dispose]: () => {
      input.dispose();
    },
  };
}

async function openTrack(input: Input, kind: 'audio' | 'video', name: string, number?: number): Promise<InputTrack> {
  const unreadable = (reason: string, cause?: unknown): OnsightError =>
    new OnsightError('media-unreadable', { name, type: kind, reason }, { cause });
  try {
    if (!(await input.canRead())) throw unreadable('its content is not a known audio or video format');
    const track = await findTrack(input, kind, number);
    if (track === null && (await input.getTracks()).length === 0) throw unreadable('it ends before its first track');
    const container = (await input.getFormat()).name;
    const content = kind === 'audio' ? 'sound' : 'video';
    if (track === null) {
      const problem = kind === 'audio' ? 'no-sound' : 'no-video';
      throw new OnsightError('unsupported-media', { name, type: `${container} without ${content}`, problem });
    }
    if (await canDecode(track)) return track;
    const type = `${container} with ${content} in ${await codecOf(track)}`;
    throw new OnsightError('unsupported-media', { name, type, problem: 'codec', decodes: await decodable(kind) });
  } catch (error) {
    // Containers with broken boxes make mediabunny throw errors of all kinds.
    throw OnsightError.is(error) ? error : unreadable(reasonOf(error), error);
  }
}

async function findTrack(input: Input, kind: 'audio' | 'video', number?: number): Promise<InputTrack | null> {
  if (kind === 'video') return input.getPrimaryVideoTrack();
  if (number === undefined) return input.getPrimaryAudioTrack();
  return (await input.getAudioTracks())[number - 1] ?? null;
}

/** The date in the tags, else the one in the header of a movie. */
async function takenAtOf(input: Input, file: Blob): Promise<Date | undefined> {
  try {
    const { date } = await input.getMetadataTags();
    const found = date ?? (await movieDate(file));
    const time = found?.getTime() ?? NaN;
    return time > earliest && time < Date.now() + dayMs ? found : undefined;
  } catch {
    return undefined; // broken tags keep nothing from being seen
  }
}

const dayMs = 86_400_000;
/** Cameras without a clock state dates before this. */
const earliest = Date.UTC(1990, 0, 1);
/** ISO base media files count seconds from here. */
const isoEpoch = Date.UTC(1904, 0, 1);

async function movieDate(file: Blob): Promise<Date | undefined> {
  const bytes = new FileBytes(file);
  const header = (await readBoxes(bytes)).find(({ kind }) => kind === 'mvhd');
  if (header === undefined) return undefined;
  const content = await bytes.read(header.start, 12);
  const seconds = content.getUint8(0) === 1 ? Number(content.getBigUint64(4)) : content.getUint32(4);
  return new Date(isoEpoch + seconds * 1_000);
}

/** A codec that is unknown, or described by broken data, cannot be decoded. */
async function canDecode(track: InputTrack): Promise<boolean> {
  try {
    return (await track.getCodec()) !== null && (await track.canDecode());
  } catch {
    return false;
  }
}

async function codecOf(track: InputTrack): Promise<string> {
  const named = (await track.getCodecParameterString().catch(() => null)) ?? (await track.getCodec());
  if (named !== null) return named;
  const internal = await track.getInternalCodecId();
  return typeof internal === 'string' ? internal : 'an unknown codec';
}

/** Names of the compressed codecs of a kind that this browser decodes. */
async function decodable(kind: 'audio' | 'video'): Promise<readonly string[]> {
  const codecs = await (kind === 'audio' ? getDecodableAudioCodecs() : getDecodableVideoCodecs());
  return codecs.flatMap((codec) => codecNames[codec] ?? []);
}
