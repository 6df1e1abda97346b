import type { AbortOptions } from '../../core/async/abort.ts';
import type { WordHead } from '../graph/text-decoder.ts';
import type { TextConfig } from './blip-config.ts';
import type { CheckpointFiles } from './checkpoint-files.ts';
import type { CheckpointWeights } from './checkpoint-weights.ts';
import type { SourceTensor } from './source-tensor.ts';

const words = 'text_decoder.bert.embeddings.word_embeddings.weight';
const head = 'text_decoder.cls.predictions';

/**
 * Determines which tensors are the decoder's embedding and its last layer's rows and bias. They are tied, rows to the
 * embedding and bias to `predictions.bias`: one of a pair may be missing, or both stored. As in Hugging Face's
 * `tie_weights` (transformers 5.23, modeling_utils.py), two that differ are not tied, whatever the config says.
 *
 * @throws OnsightError `unsupported-model`, `unsupported-format` like `take`
 */
export async function resolveWordHead(
  files: CheckpointFiles,
  checkpoint: CheckpointWeights,
  { vocab_size: rows, hidden_size: width }: TextConfig,
  options: AbortOptions,
): Promise<WordHead> {
  const choose = async (tied: string, own: string, shape: readonly number[]): Promise<SourceTensor> => {
    if (!checkpoint.has(own)) return checkpoint.take(tied, shape);
    const separate = checkpoint.take(own, shape);
    if (!checkpoint.has(tied)) return separate;
    const shared = checkpoint.take(tied, shape);
    return (await isSame(files, shared, separate, options)) ? shared : separate;
  };
  const own = `${head}.decoder.weight`;
  return {
    embedding: checkpoint.take(!checkpoint.has(words) && checkpoint.has(own) ? own : words, [rows, width]),
    table: await choose(words, own, [rows, width]),
    bias: await choose(`${head}.bias`, `${head}.decoder.bias`, [rows]),
  };
}

const samples = 16;
const sampleBytes = 16 * 1024;

/**
 * True if two tensors hold the same numbers, judged by samples from start to end: a separately trained head differs
 * everywhere, and reading both in full is 190 MB for a BLIP-base.
 */
async function isSame(
  files: CheckpointFiles,
  a: SourceTensor,
  b: SourceTensor,
  options: AbortOptions,
): Promise<boolean> {
  const bytes = a.end - a.start;
  if (a.type !== b.type || bytes !== b.end - b.start) return false;
  const step = Math.max(sampleBytes, Math.floor((bytes - sampleBytes) / (samples - 1)));
  for (let at = 0; at < bytes; at += step) {
    const end = Math.min(at + sampleBytes, bytes);
    const [left, right] = await Promise.all(
      [a, b].map(({ file, start }) => files.read(file, start + at, start + end, options)),
    );
    if (left === undefined || right === undefined || left.some((byte, index) => byte !== right[index])) return false;
  }
  return true;
}
