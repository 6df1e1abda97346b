import * as v from 'valibot';
import type { AbortOptions } from '../../core/async/abort.ts';
import { OnsightError } from '../../core/errors.ts';
import type { CheckpointFiles } from './checkpoint-files.ts';
import { notJson, readJsonFile, readTextFile } from './read-text-file.ts';

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
    return refuse(`its tokenizer.json is invalid at "${v.getDotPath(issue) ?? ''}": ${issue.message}`);
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

const flag = v.optional(v.nullable(v.boolean()));
const token = v.object({ content: v.string(), special: flag, lstrip: flag, rstrip: flag, single_word: flag });
const config = v.object({
  do_lower_case: flag,
  strip_accents: flag,
  tokenize_chinese_chars: flag,
  added_tokens_decoder: v.optional(v.nullable(v.record(v.pipe(v.string(), v.digits()), token))),
});
const added = v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0)));

type TokenizerConfig = v.InferOutput<typeof config>;
type AddedToken = v.InferOutput<typeof token> & { readonly id: number };

const name = v.union([
  v.string(),
  v.pipe(
    v.object({ content: v.string() }),
    v.transform(({ content }) => content),
  ),
]);
const named = v.record(
  v.string(),
  v.union([
    v.pipe(
      name,
      v.transform((each) => [each]),
    ),
    v.array(name),
  ]),
);

// BERT's special tokens and BLIP's two, which are never words of a caption even if no file lists them.
const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '[DEC]', '[ENC]'];

/**
 * Builds a `tokenizer.json` from the files of older checkpoints: `vocab.txt`, options in `tokenizer_config.json`, and
 * tokens added there or in `added_tokens.json`.
 *
 * @returns undefined without a `vocab.txt`
 */
async function tokenizerOfVocabulary(files: CheckpointFiles, options: AbortOptions): Promise<string | undefined> {
  const text = await readTextFile(files, 'vocab.txt', options);
  if (text === undefined) return undefined;
  const stated = parsedOr({}, config, await readJsonFile(files, 'tokenizer_config.json', options));
  const later = parsedOr({}, added, await readJsonFile(files, 'added_tokens.json', options));
  const names = parsedOr({}, named, await readJsonFile(files, 'special_tokens_map.json', options));
  const specials = new Set([...special, ...Object.values(names).flat()]);
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const ids = new Map(lines.map((word, line) => [word, line]));
  return bertTokenizer(ids, addedTokens(ids, specials, stated, later), stated);
}

function parsedOr<T>(none: T, schema: v.GenericSchema<unknown, T>, json: unknown): T {
  const parsed = v.safeParse(schema, json ?? none);
  return parsed.success ? parsed.output : none;
}

/** Special tokens of the vocabulary and added tokens, by ascending id. */
function addedTokens(
  vocabulary: ReadonlyMap<string, number>,
  specials: ReadonlySet<string>,
  { added_tokens_decoder: decoder }: TokenizerConfig,
  later: Readonly<Record<string, number>>,
): readonly AddedToken[] {
  const own = [...specials].flatMap((content) => {
    const id = vocabulary.get(content);
    return id === undefined ? [] : [{ content, id, special: true }];
  });
  const older = Object.entries(later).map(([content, id]) => ({ content, id, special: specials.has(content) }));
  const newer = Object.entries(decoder ?? {}).map(([id, each]) => ({ ...each, id: Number(id) }));
  const all = new Map([...own, ...older, ...newer].map((each) => [each.id, each]));
  return [...all.values()].sort((a, b) => a.id - b.id);
}

/** Equal to Hugging Face's `BertConverter` (transformers, convert_slow_tokenizer.py). */
function bertTokenizer(
  ids: ReadonlyMap<string, number>,
  added: readonly AddedToken[],
  { do_lower_case: lowers, strip_accents: strips, tokenize_chinese_chars: splits }: TokenizerConfig,
): string {
  const piece = (name: string, type: number): unknown => ({ SpecialToken: { id: name, type_id: type } });
  const template = (name: string): unknown => ({ id: name, ids: [ids.get(name)], tokens: [name] });
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added.map(({ content, id, ...flags }) => ({
      id,
      content,
      single_word: flags.single_word === true,
      lstrip: flags.lstrip === true,
      rstrip: flags.rstrip === true,
      normalized: flags.special !== true,
      special: flags.special === true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: splits !== false,
      strip_accents: strips ?? null,
      lowercase: lowers !== false,
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
