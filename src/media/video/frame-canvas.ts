import type { VideoSample } from 'mediabunny';
import type { Pixels } from '../image/pixels.ts';
import { signatureSize } from './shots.ts';

type Context = OffscreenCanvasRenderingContext2D;

/** Draws frames upright, in two sizes that stay the same, so that no frame allocates a canvas. */
export class FrameCanvas {
  readonly #small: Context;
  readonly #large: Context;

  /** @param minSide - length of the shorter side of copies; frames are never enlarged */
  constructor({ width, height }: { readonly width: number; readonly height: number }, minSide: number) {
    const scale = Math.min(1, minSide / Math.min(width, height));
    this.#small = contextOf(signatureSize.width, signatureSize.height);
    this.#large = contextOf(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  }

  /** RGBA of {@link signatureSize}; the array is new. */
  small(sample: VideoSample): Uint8ClampedArray {
    return draw(this.#small, sample).data;
  }

  /** A copy of the frame. */
  copy(sample: VideoSample): Pixels {
    const { width, height, data } = draw(this.#large, sample);
    return { width, height, data };
  }
}

function contextOf(width: number, height: number): Context {
  // Read back after every frame; without alpha, so that transparent videos are on black as in players.
  const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('no canvas context is available for frames');
  context.imageSmoothingQuality = 'high';
  return context;
}

/** `draw` turns and flips as the file says, and converts to sRGB. */
function draw(context: Context, sample: VideoSample): ImageData {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  sample.draw(context, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
