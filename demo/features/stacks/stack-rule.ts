/** A photo's cosine to a label's prompts, and how probable it is that it shows it at all. */
export interface LabelScore {
  readonly score: number;
  /** 0 to 1; undefined for a model without calibration. */
  readonly relevance: number | undefined;
}

/** Photos by the label that fits best. */
export interface SortedPhotos {
  readonly stacks: readonly { readonly label: string; readonly ids: readonly string[] }[];
  /** Photos that no label fits, or of which several fit. */
  readonly unsure: readonly string[];
}

/** More labels take too long to read. */
const mostLabels = 20;
/**
 * Below these a photo is unsure: its best label is hardly more probable than the others, or is hardly shown. Chosen by
 * eye on the 66 samples with the starter. What a relevance means is the model's own (`relevance` of its manifest); a
 * line as low as this one suffices, because a photo is only put beside other labels, not looked for among all.
 */
const leastShare = 0.6;
const leastRelevance = 0.1;

/** Labels as they were typed, each once: separated by commas or line breaks, in either script. */
export function parseLabels(typed: string): readonly string[] {
  const labels = typed
    .normalize('NFC')
    .split(/[,;，、；\n]+/)
    .map((label) => label.trim().replace(/\s+/g, ' '))
    .filter((label) => label !== '');
  const keys = labels.map((label) => label.toLowerCase());
  return labels.filter((_, index) => keys.indexOf(keys[index] ?? '') === index).slice(0, mostLabels);
}

/**
 * Puts each photo on the stack of its best label, by the softmax of logit scale times cosine, as `classify` does; on a
 * stack the surest come first.
 *
 * @param scores - for each label the scores by photo; a photo without a score does not have a vector
 */
export function sortPhotos(
  ids: readonly string[],
  labels: readonly string[],
  scores: readonly ReadonlyMap<string, LabelScore>[],
  logitScale: number,
): SortedPhotos {
  const stacks = labels.map((label) => ({ label, photos: [] as { readonly id: string; readonly share: number }[] }));
  const unsure: string[] = [];
  for (const id of ids) {
    const own = scores.map((byPhoto) => byPhoto.get(id));
    const best = bestOf(own, logitScale);
    const stack = best === undefined ? undefined : stacks[best.index];
    if (best === undefined || stack === undefined) unsure.push(id);
    else stack.photos.push({ id, share: best.share });
  }
  return {
    stacks: stacks.map(({ label, photos }) => ({
      label,
      ids: photos.sort((a, b) => b.share - a.share).map(({ id }) => id),
    })),
    unsure,
  };
}

function bestOf(
  scores: readonly (LabelScore | undefined)[],
  logitScale: number,
): { readonly index: number; readonly share: number } | undefined {
  const logits = scores.map((each) => (each === undefined ? -Infinity : each.score * logitScale));
  const highest = Math.max(...logits);
  const index = logits.indexOf(highest);
  const best = scores[index];
  if (best === undefined || !Number.isFinite(highest)) return undefined;
  const share = 1 / logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
  return share < leastShare || (best.relevance ?? 1) < leastRelevance ? undefined : { index, share };
}
