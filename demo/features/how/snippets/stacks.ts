import type { Onsight } from 'onsight';

/** Sorts photos into stacks by the label that fits best. A guess below `sure` goes on the stack '?'. */
export async function sortIntoStacks(onsight: Onsight, photos: readonly File[], labels: readonly string[], sure = 0.6) {
  const stacks = new Map<string, File[]>();
  for (const photo of photos) {
    const [best] = await onsight.classify(photo, labels);
    const label = best !== undefined && best.probability >= sure ? best.label : '?';
    stacks.set(label, [...(stacks.get(label) ?? []), photo]);
  }
  return stacks;
}
