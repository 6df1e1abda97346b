import { samples } from 'virtual:samples';
import { chosenModel } from '../../state/chosen-models.ts';
import { sampleUrl } from '../../state/samples.ts';
import type { ReadySession } from '../../state/session.ts';

/** Milliseconds of one photo, measured just now; undefined for a model that is not on this device. */
export interface Speeds {
  readonly embedMs: number | undefined;
  readonly captionMs: number | undefined;
}

/** Runs of the short task, of which the middle one counts. */
const runs = 3;

/**
 * Times the models in use on a sample photo. Nothing is downloaded for it. One pixel differs from run to run, because
 * what a model said about an image is kept, and would be looked up.
 */
export async function measureSpeed({ onsight }: ReadySession, signal: AbortSignal): Promise<Speeds> {
  const draw = await openSample(signal);
  const isHere = async (task: 'embed-image' | 'caption'): Promise<boolean> => {
    const model = chosenModel(task === 'caption' ? 'caption' : 'embed');
    const { totalBytes, storedBytes } = await onsight.models.cost({ model, tasks: [task], signal });
    return totalBytes === storedBytes;
  };
  const timed = async (work: (image: Blob) => Promise<unknown>): Promise<number> => {
    const image = await draw();
    const start = performance.now();
    await work(image);
    return performance.now() - start;
  };
  const embed = (image: Blob): Promise<unknown> => onsight.embedImage(image, { signal });
  const caption = (image: Blob): Promise<unknown> => onsight.caption(image, { signal });
  let embedMs: number | undefined;
  if (await isHere('embed-image')) {
    // The first run loads the model.
    await timed(embed);
    const times = [];
    for (let run = 0; run < runs; run += 1) times.push(await timed(embed));
    embedMs = times.sort((a, b) => a - b)[Math.floor(runs / 2)];
  }
  let captionMs: number | undefined;
  if (await isHere('caption')) {
    await timed(caption);
    captionMs = await timed(caption);
  }
  return { embedMs, captionMs };
}

/** Draws the sample with one random pixel. */
async function openSample(signal: AbortSignal): Promise<() => Promise<Blob>> {
  const [first] = samples;
  const response = await fetch(sampleUrl(first?.file ?? ''), { signal });
  const bitmap = await createImageBitmap(await response.blob());
  return async () => {
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser does not draw to a canvas.');
    context.drawImage(bitmap, 0, 0);
    const colour = crypto.getRandomValues(new Uint8ClampedArray(4));
    colour[3] = 255;
    context.putImageData(new ImageData(colour, 1, 1), 0, 0);
    return canvas.convertToBlob({ type: 'image/png' });
  };
}
