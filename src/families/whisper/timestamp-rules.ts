import { likeliest, logSumExp } from '../../generation/log-softmax.ts';

/** Ids that the rules depend on. */
export interface WhisperIds {
  readonly end: number;
  readonly noTimestamps: number;
  /** The first timestamp, 0.00 seconds. */
  readonly firstTimestamp: number;
}

/** Options of {@link applyTimestampRules}. */
interface TimestampOptions extends WhisperIds {
  /** Highest first timestamp, in steps of 0.02 seconds. */
  readonly maxInitialTimestamp: number | undefined;
}

/**
 * Excludes tokens that would break the form of a transcript: it starts with a timestamp, timestamps come in pairs around
 * text and never fall, and one is forced where timestamps together are more probable than any text.
 *
 * @param logits - of the next token; excluded ones become -Infinity
 * @param written - tokens so far, without the prompt
 */
export function applyTimestampRules(logits: Float32Array, written: readonly number[], options: TimestampOptions): void {
  const { end, noTimestamps, firstTimestamp: first, maxInitialTimestamp } = options;
  logits[noTimestamps] = -Infinity;
  const isTimestamp = (token: number | undefined): boolean => token !== undefined && token >= first;
  const lastIs = isTimestamp(written.at(-1));
  const isPair = lastIs && (written.length < 2 || isTimestamp(written.at(-2)));
  if (isPair) logits.fill(-Infinity, first);
  else if (lastIs) logits.fill(-Infinity, 0, end);
  const latest = written.findLast(isTimestamp);
  if (latest !== undefined) logits.fill(-Infinity, first, lastIs && !isPair ? latest : latest + 1);
  if (written.length === 0) {
    logits.fill(-Infinity, 0, first);
    if (maxInitialTimestamp !== undefined) logits.fill(-Infinity, first + maxInitialTimestamp + 1);
  }
  const text = logits[likeliest(logits.subarray(0, first))] ?? -Infinity;
  if (logSumExp(logits.subarray(first)) > text) logits.fill(-Infinity, 0, first);
}
