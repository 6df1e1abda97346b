/** A character and the step at which the recognizer found it. */
interface Placed {
  readonly character: string;
  readonly step: number;
}

/** A decoded line. */
export interface DecodedLine {
  readonly characters: readonly Placed[];
  /** Mean probability of the characters; 0 if there are none. */
  readonly confidence: number;
}

/**
 * Decodes the output of a recognizer greedily: per step the most probable class, without blanks (class 0) and without
 * repetitions of the step before (connectionist temporal classification, Graves et al. 2006).
 *
 * @param probabilities - `[steps, dictionary.length]`
 * @param dictionary - character per class
 */
export function decodeCtc(probabilities: Float32Array, dictionary: readonly string[]): DecodedLine {
  const classes = dictionary.length;
  const characters: Placed[] = [];
  let sum = 0;
  let last = 0;
  for (let step = 0; (step + 1) * classes <= probabilities.length; step += 1) {
    const start = step * classes;
    let best = 0;
    let highest = probabilities[start] ?? 0;
    for (let at = 1; at < classes; at += 1) {
      const value = probabilities[start + at] ?? 0;
      if (value > highest) [best, highest] = [at, value];
    }
    if (best !== 0 && best !== last) {
      characters.push({ character: dictionary[best] ?? '', step });
      sum += highest;
    }
    last = best;
  }
  return { characters, confidence: characters.length === 0 ? 0 : sum / characters.length };
}
