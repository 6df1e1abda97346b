import type { LaneOptions } from '../../core/async/lane.ts';
import type { ImageSpec } from '../../media/tensor/image-spec.ts';
import { floatsOf, type FloatTensor } from '../../runtime/tensor-data.ts';
import type { ByteBudgetCache } from '../byte-budget-cache.ts';
import { toPixelTensor } from '../packs/pack-image.ts';
import type { OpenPart } from '../packs/pack-sessions.ts';
import type { LazyImage } from '../vision-language-model.ts';

/** Output of the vision encoder for an image. */
interface ImageStates {
  /** `[1, states, width]`. */
  readonly states: FloatTensor;
  /** `[dims]`, unit length; undefined if the pack has no joint space. */
  readonly embeds: Float32Array | undefined;
  readonly bytes: number;
}

/** States of an image, cached: a recent image is neither read nor encoded again. */
export function encodeImage(
  vision: OpenPart,
  spec: ImageSpec,
  image: LazyImage,
  cache: ByteBudgetCache,
  options: LaneOptions,
): Promise<ImageStates> {
  return cache.get(
    `states/${vision.session.name}/${image.key}`,
    (signal) => runEncoder(vision, spec, image, { ...options, signal }),
    options,
  );
}

async function runEncoder(
  vision: OpenPart,
  spec: ImageSpec,
  image: LazyImage,
  options: LaneOptions,
): Promise<ImageStates> {
  const pixels = await image.read({ signal: options.signal });
  const [width, height] = spec.size;
  if (pixels.width !== width || pixels.height !== height)
    throw new RangeError(`Expected an image of ${width} x ${height}, got ${pixels.width} x ${pixels.height}.`);
  const names = {
    states: vision.output('states'),
    embeds: vision.gives('embeds') ? vision.output('embeds') : undefined,
  };
  const outputs = await vision.session.run(
    { [vision.input('pixels')]: toPixelTensor([pixels], spec) },
    { ...options, outputs: Object.values(names).filter((name) => name !== undefined) },
  );
  const states = floatsOf(outputs, names.states);
  const embeds = names.embeds === undefined ? undefined : floatsOf(outputs, names.embeds).data;
  return { states, embeds, bytes: states.data.byteLength + (embeds?.byteLength ?? 0) };
}
