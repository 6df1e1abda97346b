import * as v from 'valibot';
import type { AbortOptions } from '../../core/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { CheckpointFiles } from './checkpoint-files.ts';
import { readJsonFile, readTextFile } from './read-text-file.ts';

const id = v.pipe(v.number(), v.integer(), v.minValue(0));
const schema = v.looseObject({
  model: v.looseObject({ vocab: v.record(v.string(), id) }),
  added_tokens: v.optional(v.array(v.looseObject({ id, content: v.string() })), []),
});
const lowers = v.object({ do_lower_case: v.optional(v.nullable(v.boolean()), true) });

/** The tokenizer of a pack. */
export interface TokenizerFile {
  /** The text of its `tokenizer.json`. */
  readonly text: string;
  /** The id of a special token. @throws OnsightError `unsupported-model` when it has none */
  idOf(token: string): number;
}

/**
 * A checkpoint's `tokenizer.json`, or one that is written from the `vocab.txt` of older checkpoints.
 *
 * @throws OnsightError `unsupported-model` when there is neither, or it is no word piece tokenizer
 */
export async function tokenizerFile(
  model: string,
  files: CheckpointFiles,
  options: AbortOptions,
): Promise<TokenizerFile> {
  const refuse = (reason: string): never => {
    throw new OnsightError('unsupported-model', { model, reason });
  };
  const text = (await readTextFile(files, 'tokenizer.json', options)) ?? (await fromVocabulary(files, options));
  if (text === undefined) return refuse('it has neither a tokenizer.json nor a vocab.txt');
  const parsed = v.safeParse(schema, parse(text));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refuse(`its tokenizer.json does not fit at "${v.getDotPath(issue) ?? ''}": ${issue.message}`);
  }
  const {
    model: { vocab },
    added_tokens: added,
  } = parsed.output;
  const ids = new Map([...Object.entries(vocab), ...added.map((token) => [token.content, token.id] as const)]);
  return { text, idOf: (token) => ids.get(token) ?? refuse(`its tokenizer has no token ${token}`) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OnsightError('unsupported-format', { file: 'tokenizer.json', reason: 'it is not JSON' }, { cause });
  }
}

async function fromVocabulary(files: CheckpointFiles, options: AbortOptions): Promise<string | undefined> {
  const text = await readTextFile(files, 'vocab.txt', options);
  if (text === undefined) return undefined;
  const config = v.safeParse(lowers, (await readJsonFile(files, 'tokenizer_config.json', options)) ?? {});
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return bertTokenizer(lines, !config.success || config.output.do_lower_case !== false);
}

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '[DEC]', '[ENC]'];

/** What Hugging Face's `BertConverter` (transformers, convert_slow_tokenizer.py) makes of a vocabulary, a token a line. */
function bertTokenizer(lines: readonly string[], lowercase: boolean): string {
  const ids = new Map(lines.map((token, line) => [token, line]));
  // BLIP's processor adds these two behind the vocabulary (salesforce/BLIP, models/blip.py, `init_tokenizer`).
  for (const token of ['[DEC]', '[ENC]']) if (!ids.has(token)) ids.set(token, ids.size);
  const piece = (token: string, type: number): unknown => ({ SpecialToken: { id: token, type_id: type } });
  const template = (token: string): unknown => ({ id: token, ids: [ids.get(token)], tokens: [token] });
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special
      .filter((token) => ids.has(token))
      .map((content) => ({
        id: ids.get(content),
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [piece('[CLS]', 0), { Sequence: { id: 'A', type_id: 0 } }, piece('[SEP]', 0)],
      pair: [
        piece('[CLS]', 0),
        { Sequence: { id: 'A', type_id: 0 } },
        piece('[SEP]', 0),
        { Sequence: { id: 'B', type_id: 1 } },
        piece('[SEP]', 1),
      ],
      special_tokens: { '[CLS]': template('[CLS]'), '[SEP]': template('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(ids),
    },
  });
}
