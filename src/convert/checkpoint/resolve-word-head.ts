import type { AbortOptions } from '../../core/abort.ts';
import type { WordHead } from '../graph/text-decoder.ts';
import type { TextConfig } from './blip-config.ts';
import type { CheckpointFiles } from './checkpoint-files.ts';
import type { CheckpointWeights } from './checkpoint-weights.ts';
import type { SourceTensor } from './source-tensor.ts';

const words = 'text_decoder.bert.embeddings.word_embeddings.weight';
const head = 'text_decoder.cls.predictions';

/**
 * Which rows and bias the decoder's last layer has. They are tied to the embedding and to `predictions.bias`: left out,
 * or stored twice. As in Hugging Face's `tie_weights` (transformers 5.23, modeling_utils.py) two that differ are not
 * tied, whatever the config says.
 *
 * @throws OnsightError `unsupported-model`, `unsupported-format` as `take` does
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
  return {
    table: await choose(words, `${head}.decoder.weight`, [rows, width]),
    bias: await choose(`${head}.bias`, `${head}.decoder.bias`, [rows]),
  };
}

const samples = 16;
const sampleBytes = 16 * 1024;

/**
 * Whether two tensors hold the same numbers, judged by samples from beginning to end: a head that was trained on its
 * own differs everywhere, and reading both twice is 190 MB in a BLIP-base.
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
