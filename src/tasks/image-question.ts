import type { ImageRef } from '../sample/part.ts';
import type { ModelRef } from '../sources/model-types.ts';

/** A model, and the image it is asked about. */
export interface ImageQuestion {
  readonly model: ModelRef;
  readonly image: ImageRef;
}
