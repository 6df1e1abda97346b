import type { VideoReader } from '../library/embedder.ts';
import { keepFrame, thinFrames } from '../library/ingest/keep-frames.ts';
import type { ModelHandle } from '../open-models/model-handle.ts';
import type { Metadata } from '../store/contract/item.ts';
import type { Engine } from './engine.ts';

/** Most frames of one video. */
const mostFrames = 1_000;

/** Reads and embeds video files for the model of a library. */
export function toVideoReader(handle: ModelHandle, engine: Pick<Engine, 'watch'>): VideoReader {
  return {
    read: (source, { name, range, thumbnail, signal, onRead }) =>
      handle.use('encode:image', async (model) => {
        const stream = await engine.watch({ source, name, range, spec: model.image, thumbnail }, { signal });
        const kept: Parameters<typeof keepFrame>[0] = [];
        for await (const { frames, doneS, durationS } of stream) {
          const images = frames.map(({ pixels }) => pixels);
          const vectors =
            images.length === 0 ? [] : await model.embedImages(images, { signal, priority: 'background' });
          frames.forEach(({ startS, endS }, i) => {
            keepFrame(kept, { startS, endS, vector: vectors[i] ?? new Float32Array() });
          });
          if (durationS > 0) onRead?.(Math.min(0.99, doneS / durationS));
        }
        const { thumbnail: shown, ...video } = await stream.result;
        const frames = thinFrames(kept, mostFrames);
        const main = frames.findIndex(({ endS }) => shown !== undefined && shown.atS < endS);
        return {
          frames,
          main: Math.max(0, main),
          thumbnail: shown && { type: shown.type, bytes: shown.bytes },
          metadata: toMetadata(video),
        };
      }),
  };
}

function toMetadata({
  width,
  height,
  durationS,
  isHdr,
  isIncomplete,
  takenAt,
}: Omit<Awaited<Awaited<ReturnType<Engine['watch']>>['result']>, 'thumbnail'>): Metadata {
  return {
    width,
    height,
    durationS,
    ...(isHdr ? { hdr: true } : {}),
    ...(isIncomplete ? { incomplete: true } : {}),
    ...(takenAt === undefined ? {} : { takenAt }),
  };
}
