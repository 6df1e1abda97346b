import { paintSpotlight, type Onsight } from 'onsight';

/** Captions a photo, answers a question about it, and paints where the model looked for the last word. */
export async function describePhoto(onsight: Onsight, photo: File, question: string, canvas: HTMLCanvasElement) {
  const { text, words } = await onsight.caption(photo);
  const { alternatives } = await onsight.ask(photo, question, { beams: 4, n: 4 });
  const heat = words.at(-1)?.heat;
  if (heat !== undefined) paintSpotlight(canvas, await createImageBitmap(photo), heat);
  return { text, answers: alternatives.map(({ answer, probability }) => `${answer}: ${probability.toFixed(2)}`) };
}
