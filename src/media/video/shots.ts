/** Size of the small frames that shots are told apart by. */
export const signatureSize = { width: 64, height: 36 } as const;

/** Hue (0 to 179), saturation and value (0 to 255) of the pixels of a small frame, in planes. */
export type FrameSignature = Uint8Array;

/** Signature of a frame of {@link signatureSize}, given as RGBA. */
export function signatureOf(rgba: Uint8ClampedArray): FrameSignature {
  const count = rgba.length / 4;
  const planes = new Uint8Array(3 * count);
  for (let i = 0; i < count; i++) {
    const [r = 0, g = 0, b = 0] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]];
    const value = Math.max(r, g, b);
    const range = value - Math.min(r, g, b);
    planes[i] = range === 0 ? 0 : Math.min(179, Math.round(hueOf([r, g, b], value, range) / 2));
    planes[count + i] = value === 0 ? 0 : Math.round((255 * range) / value);
    planes[2 * count + i] = value;
  }
  return planes;
}

/** Hue in degrees, 0 to 360. */
function hueOf([r, g, b]: readonly [number, number, number], value: number, range: number): number {
  if (value === r) return (60 * (g - b)) / range + (g < b ? 360 : 0);
  return value === g ? 120 + (60 * (b - r)) / range : 240 + (60 * (r - g)) / range;
}

/** Mean difference of two frames per pixel and channel, 0 to about 230; PySceneDetect's content score. */
export function frameDifference(a: FrameSignature, b: FrameSignature): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return a.length === 0 ? 0 : sum / a.length;
}

/** Thresholds of PySceneDetect's adaptive detector, and its content threshold for frames that are far apart. */
const limits = { ratio: 3, least: 15, content: 27, shortestS: 0.6 } as const;
/** Frames before and after a frame that its difference is compared with. */
const reach = 2;

interface TimedDifference {
  readonly atS: number;
  readonly difference: number;
}

/**
 * Finds cuts in a stream of frames. A frame starts a shot if it differs from the one before by at least 15, and three
 * times as much as its neighbours do on average, which keeps camera motion from counting. Shots are at least 0.6 s long.
 */
export class ShotDetector {
  readonly #isSparse: boolean;
  #frames: TimedDifference[] = [];
  /** Place in `#frames` of the first frame without a decision. */
  #next = 0;
  #shotStartS: number | undefined;

  /** @param isSparse - true for frames seconds apart: their neighbours say nothing, so that a fixed threshold decides */
  constructor({ isSparse = false }: { readonly isSparse?: boolean } = {}) {
    this.#isSparse = isSparse;
  }

  /**
   * Takes the next frame, with its difference to the one before (0 for the first). Returns the starts of new shots that
   * are certain by now, in seconds; frames are decided on two frames later.
   */
  push(frame: TimedDifference): number[] {
    this.#shotStartS ??= frame.atS;
    this.#frames.push(frame);
    return this.#decide(this.#frames.length - (this.#isSparse ? 0 : reach));
  }

  /** Starts of shots among the last frames. */
  flush(): number[] {
    return this.#decide(this.#frames.length);
  }

  #decide(end: number): number[] {
    const cuts: number[] = [];
    for (; this.#next < end; this.#next += 1) {
      const frame = this.#frames[this.#next];
      if (frame === undefined || !this.#isCut(this.#next, frame)) continue;
      cuts.push(frame.atS);
      this.#shotStartS = frame.atS;
    }
    const passed = Math.max(0, this.#next - reach);
    this.#frames = this.#frames.slice(passed);
    this.#next -= passed;
    return cuts;
  }

  #isCut(index: number, { atS, difference }: TimedDifference): boolean {
    if (atS - (this.#shotStartS ?? atS) < limits.shortestS) return false;
    if (this.#isSparse) return difference >= limits.content;
    if (difference < limits.least) return false;
    const before = this.#frames.slice(Math.max(0, index - reach), index);
    const near = [...before, ...this.#frames.slice(index + 1, index + 1 + reach)];
    const mean = near.reduce((sum, other) => sum + other.difference, 0) / Math.max(1, near.length);
    return difference >= limits.ratio * mean;
  }
}
