import * as v from 'valibot';
import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { CheckpointFiles } from './checkpoint-files.ts';
import { notJson, readTextFile } from './read-text-file.ts';
import { tokenizerOfVocabulary } from './tokenizer-of-vocabulary.ts';

const id = v.pipe(v.number(), v.integer(), v.minValue(0));
const schema = v.looseObject({
  model: v.looseObject({ vocab: v.record(v.string(), id), unk_token: v.optional(v.nullable(v.string())) }),
  added_tokens: v.optional(v.array(v.looseObject({ id, content: v.string() })), []),
});
/** Tokenizer of a pack. */
export interface TokenizerFile {
  /** Text of its `tokenizer.json`. */
  readonly text: string;
  /** Id of a special token. @throws OnsightError `unsupported-model` if it does not exist */
  idOf(token: string): number;
  /** Id of the unknown token. */
  readonly unknown: number;
  readonly largestId: number;
}

/**
 * Reads a checkpoint's `tokenizer.json`, or builds one from the `vocab.txt` of older checkpoints.
 *
 * @throws OnsightError `unsupported-model` if neither exists, or it is not a WordPiece tokenizer
 */
export async function tokenizerFile(
  model: string,
  files: CheckpointFiles,
  options: AbortOptions,
): Promise<TokenizerFile> {
  const refuse = (reason: string): never => {
    throw new OnsightError('unsupported-model', { model, reason });
  };
  const text = (await readTextFile(files, 'tokenizer.json', options)) ?? (await tokenizerOfVocabulary(files, options));
  if (text === undefined)
    return refuse(
      'it has neither a tokenizer.json nor a vocab.txt; take them from the checkpoint it was fine-tuned from',
    );
  const parsed = v.safeParse(schema, parse(text));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refuse(`its tokenizer.json does not fit at "${v.getDotPath(issue) ?? ''}": ${issue.message}`);
  }
  const { model: words, added_tokens: added } = parsed.output;
  const ids = new Map([...Object.entries(words.vocab), ...added.map((token) => [token.content, token.id] as const)]);
  const idOf = (token: string): number => ids.get(token) ?? refuse(`its tokenizer has no token ${token}`);
  const largestId = [...ids.values()].reduce((largest, each) => Math.max(largest, each), 0);
  return { text, idOf, unknown: idOf(words.unk_token ?? '[UNK]'), largestId };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OnsightError('unsupported-format', { file: 'tokenizer.json', reason: notJson(text) }, { cause });
  }
}
