import { ShotDetector } from './shots.ts';

/** A frame that stands for a stretch of a film, in seconds from its start. */
export interface PickedFrame<Image> {
  readonly startS: number;
  readonly endS: number;
  /** Time of the frame itself. */
  readonly atS: number;
  readonly image: Image;
  /** True if the stretch begins with a cut or the film. */
  readonly isShotStart: boolean;
  /** True if there is next to nothing in the frame: black, white, or one colour. */
  readonly isBlank: boolean;
}

/** A frame of a film as a {@link FramePicker} takes it. */
interface SeenFrame<Image> {
  readonly atS: number;
  /** To the frame before, see `frameDifference`; 0 for the first. */
  readonly difference: number;
  readonly isBlank: boolean;
  /** Copies the frame; called for a few frames per second only. */
  readonly image: () => Image;
}

type Candidate<Image> = Pick<PickedFrame<Image>, 'atS' | 'image' | 'isBlank'> & { motion: number };

/** Seconds from one candidate to the next: few enough to copy, enough to choose a calm one among. */
const candidateStepS = 0.5;
/** Difference from which a frame may be the first of a shot; it is a candidate, as the shot may be short. */
const mayBeCut = 15;
/** Weight of the distance from the middle of a stretch, against the motion in a frame. */
const middleWeight = 8;

/**
 * Divides a film into shots, and long shots into stretches of `stepS` seconds, and picks for each the calmest frame near
 * its middle. Holds the images of one stretch at a time.
 */
export class FramePicker<Image> {
  readonly #stepS: number;
  readonly #detector: ShotDetector;
  #candidates: Candidate<Image>[] = [];
  #startS: number | undefined;
  #isShotStart = true;
  #lastCandidateS = -Infinity;

  constructor({ stepS, isSparse }: { readonly stepS: number; readonly isSparse: boolean }) {
    this.#stepS = stepS;
    this.#detector = new ShotDetector({ isSparse });
  }

  /** Takes the next frame; returns the frames of the stretches that are complete. */
  push({ atS, difference, isBlank, image }: SeenFrame<Image>): PickedFrame<Image>[] {
    this.#startS ??= atS;
    const last = this.#candidates.at(-1);
    // The difference to the next frame is motion as well, unless it is a cut.
    if (last !== undefined && difference < mayBeCut) last.motion = Math.max(last.motion, difference);
    if (atS - this.#lastCandidateS >= candidateStepS || difference >= mayBeCut) {
      this.#candidates.push({ atS, motion: difference < mayBeCut ? difference : 0, isBlank, image: image() });
      this.#lastCandidateS = atS;
    }
    const picked = this.#detector.push({ atS, difference }).flatMap((cutS) => this.#close(cutS, true));
    return atS - this.#startS < this.#stepS ? picked : [...picked, ...this.#close(atS, false)];
  }

  /** Frames of what is left of a film that ends at `endS`. */
  flush(endS: number): PickedFrame<Image>[] {
    return [...this.#detector.flush().flatMap((cutS) => this.#close(cutS, true)), ...this.#close(endS, false)];
  }

  /** Ends the stretch at `endS`. */
  #close(endS: number, isCut: boolean): PickedFrame<Image>[] {
    const startS = this.#startS ?? endS;
    const own = this.#candidates.filter(({ atS }) => atS < endS);
    this.#candidates = this.#candidates.filter(({ atS }) => atS >= endS);
    const isShotStart = this.#isShotStart;
    this.#startS = endS;
    this.#isShotStart = isCut;
    const middleS = (startS + endS) / 2;
    const cost = ({ atS, motion, isBlank }: Candidate<Image>): number =>
      (isBlank ? 1_000 : 0) + motion + (middleWeight * Math.abs(atS - middleS)) / Math.max(endS - startS, 1e-3);
    const [best] = own.sort((a, b) => cost(a) - cost(b));
    if (best === undefined) return [];
    const { atS, image, isBlank } = best;
    return [{ startS, endS: Math.max(endS, startS), atS, image, isShotStart, isBlank }];
  }
}
