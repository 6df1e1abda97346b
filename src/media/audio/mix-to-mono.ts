/** Weights of left, right, centre, low frequencies, surround left and right (ITU-R BS.775, without low frequencies). */
const surroundWeights = [Math.SQRT1_2, Math.SQRT1_2, 1, 0, 0.5, 0.5];

/** Channel of the dialogue in films with 5 or more: left, right, centre … */
const centre = 2;
/** Root mean square below which nobody speaks in a channel: -60 decibels. */
const silent = 0.001;

/**
 * One channel in which speech is as clear as possible: of a film's the centre while it is not silent, because music in
 * the others would drown it; otherwise as {@link mixToMono}.
 */
export function mixSpeech(channels: readonly Float32Array[]): Float32Array {
  const dialogue = channels.length >= 5 ? channels[centre] : undefined;
  if (dialogue === undefined) return mixToMono(channels);
  const power = dialogue.reduce((sum, sample) => sum + sample * sample, 0) / dialogue.length;
  return Math.sqrt(power) > silent ? dialogue : mixToMono(channels);
}

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
