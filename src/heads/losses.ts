/** A loss with its gradient with respect to the logits, in the layout of the logits. */
export interface LossAndSlope {
  readonly loss: number;
  readonly slope: Float32Array<ArrayBuffer>;
}

/** Softmax of each row. */
export function softmaxRows(logits: Float32Array, classes: number): Float32Array<ArrayBuffer> {
  const shares = new Float32Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    let most = -Infinity;
    for (let i = from; i < from + classes; i += 1) most = Math.max(most, logits[i]!);
    let sum = 0;
    for (let i = from; i < from + classes; i += 1) sum += shares[i] = Math.exp(logits[i]! - most);
    for (let i = from; i < from + classes; i += 1) shares[i]! /= sum;
  }
  return shares;
}

/**
 * Weighted mean cross-entropy of softmaxed rows.
 *
 * @param weights - one per row; only their ratios count
 */
export function crossEntropy(
  logits: Float32Array,
  classOf: ArrayLike<number>,
  weights: readonly number[] = Array<number>(classOf.length).fill(1),
): LossAndSlope {
  const classes = logits.length / classOf.length;
  const slope = softmaxRows(logits, classes);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let loss = 0;
  for (const [row, weight] of weights.entries()) {
    const own = row * classes + classOf[row]!;
    const share = weight / total;
    loss -= share * Math.log(Math.max(slope[own]!, Number.MIN_VALUE));
    slope[own]! -= 1;
    for (let i = row * classes; i < (row + 1) * classes; i += 1) slope[i]! *= share;
  }
  return { loss, slope };
}

/**
 * Symmetric InfoNCE (CLIP, Radford et al. 2021): the mean of the cross-entropies of rows and of columns of the logits of
 * n images and n texts.
 *
 * @param groups - rows with equal texts share a group and are positives of each other, in equal parts
 */
export function infoNce(logits: Float32Array, groups: readonly number[]): LossAndSlope {
  const n = groups.length;
  const rows = softmaxRows(logits, n);
  const columns = transposed(softmaxRows(transposed(logits, n), n), n);
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const slope = new Float32Array(n * n);
  let loss = 0;
  for (let i = 0; i < n; i += 1) {
    const target = 1 / sizes.get(groups[i]!)!;
    for (let j = 0; j < n; j += 1) {
      const at = i * n + j;
      const wanted = groups[i] === groups[j] ? target : 0;
      if (wanted > 0)
        loss -= (wanted * (Math.log(Math.max(rows[at]!, 1e-38)) + Math.log(Math.max(columns[at]!, 1e-38)))) / (2 * n);
      slope[at] = (rows[at]! + columns[at]! - 2 * wanted) / (2 * n);
    }
  }
  return { loss, slope };
}

/** Pairwise sigmoid loss (SigLIP, Zhai et al. 2023): pairs of one group are wanted, all others are not; summed, per row. */
export function sigmoidLoss(logits: Float32Array, groups: readonly number[]): LossAndSlope {
  const n = groups.length;
  const slope = new Float32Array(n * n);
  let loss = 0;
  for (let at = 0; at < slope.length; at += 1) {
    const sign = groups[Math.floor(at / n)] === groups[at % n] ? 1 : -1;
    const margin = sign * logits[at]!;
    // log(1 + exp(-margin)), without overflow.
    loss += (Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)))) / n;
    slope[at] = -sign / (1 + Math.exp(margin)) / n;
  }
  return { loss, slope };
}

/** Transposed square matrix. */
export function transposed(matrix: Float32Array, size: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(matrix.length);
  for (let i = 0; i < size; i += 1) for (let j = 0; j < size; j += 1) result[j * size + i] = matrix[i * size + j]!;
  return result;
}
