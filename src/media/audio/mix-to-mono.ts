/** Weights of left, right, centre, low frequencies, surround left and right (ITU-R BS.775, without low frequencies). */
const surroundWeights = [Math.SQRT1_2, Math.SQRT1_2, 1, 0, 0.5, 0.5];

/**
 * One channel from several of equal length: their mean, of 5.1 the weighted mean in which dialogue stays in front. The
 * result is never louder than the loudest channel.
 */
export function mixToMono(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0), ...others] = channels;
  if (others.length === 0) return first;
  const weights = channels.length === surroundWeights.length ? surroundWeights : channels.map(() => 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return first.map(
    (_, i) => channels.reduce((sum, channel, c) => sum + (channel[i] ?? 0) * (weights[c] ?? 0), 0) / total,
  );
}
