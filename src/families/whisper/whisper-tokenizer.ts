import * as v from 'valibot';
import { OnsightError } from '../../core/errors.ts';
import type { WhisperIds } from './timestamp-rules.ts';

const tokenizerFile = v.object({
  model: v.object({ vocab: v.record(v.string(), v.number()) }),
  added_tokens: v.array(v.object({ id: v.number(), content: v.string() })),
});

/** Names of the languages whose words are not separated by spaces. */
const withoutSpaces: readonly string[] = ['zh', 'ja', 'th', 'lo', 'my', 'yue'];

const punctuation = /^[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]*$/;
const opening = '"\'“¡¿([{-';
const closing = '"\'.。,，!！?？:：”)]}、';

/** Tokens of a word. */
interface WordTokens {
  readonly text: string;
  /** Index of its first token, and of the one behind its last. */
  readonly from: number;
  readonly to: number;
}

/** Reads the tokens that a Whisper model writes: byte pairs, and special tokens such as `<|de|>`. */
export class WhisperTokenizer {
  readonly ids: WhisperIds & { readonly start: number; readonly transcribe: number | undefined };
  readonly #bytes: ReadonlyMap<number, readonly number[]>;

  /** @throws OnsightError `unsupported-model` if it is not a tokenizer of Whisper */
  constructor(model: string, json: string) {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), tokenizerFile), json);
    const special = new Map(parsed.success ? parsed.output.added_tokens.map(({ id, content }) => [content, id]) : []);
    const [end, start, noTimestamps] = ['<|endoftext|>', '<|startoftranscript|>', '<|notimestamps|>'].map((name) =>
      special.get(name),
    );
    if (!parsed.success || end === undefined || start === undefined || noTimestamps === undefined)
      throw new OnsightError('unsupported-model', { model, reason: 'its tokenizer.json is not one of Whisper' });
    const transcribe = special.get('<|transcribe|>');
    this.ids = { end, start, transcribe, noTimestamps, firstTimestamp: noTimestamps + 1 };
    const byteOf = bytesByCharacter();
    const bytes = Object.entries(parsed.output.model.vocab).map(
      ([token, id]) => [id, Array.from(token, (character) => byteOf.get(character) ?? 0)] as const,
    );
    this.#bytes = new Map(bytes);
  }

  /** Text of tokens, special ones left out. Bytes that are not UTF-8 become U+FFFD. */
  decode(tokens: readonly number[]): string {
    const text = tokens.filter((token) => token < this.ids.end);
    return new TextDecoder().decode(Uint8Array.from(text.flatMap((token) => this.#bytes.get(token) ?? [])));
  }

  /** Groups text tokens by word, punctuation with the word it belongs to. */
  words(tokens: readonly number[], language: string): readonly WordTokens[] {
    const characters = this.#characters(tokens);
    const words = withoutSpaces.includes(language) ? characters : joinPieces(characters);
    return joinPunctuation(words);
  }

  /** Smallest groups of tokens that are whole characters. */
  #characters(tokens: readonly number[]): readonly WordTokens[] {
    const whole = this.decode(tokens);
    const pieces: WordTokens[] = [];
    let from = 0;
    let length = 0;
    for (let to = 1; to <= tokens.length; to += 1) {
      const text = this.decode(tokens.slice(from, to));
      const broken = text.indexOf('\uFFFD');
      if (broken !== -1 && length + broken < whole.length && whole[length + broken] !== '\uFFFD') continue;
      pieces.push({ text, from, to });
      from = to;
      length += text.length;
    }
    return pieces;
  }
}

/** A piece belongs to the word before, unless it starts with a space or is punctuation. */
function joinPieces(pieces: readonly WordTokens[]): readonly WordTokens[] {
  const words: WordTokens[] = [];
  for (const piece of pieces) {
    const last = words.at(-1);
    if (last === undefined || piece.text.startsWith(' ') || punctuation.test(piece.text.trim())) words.push(piece);
    else words[words.length - 1] = join(last, piece);
  }
  return words;
}

function joinPunctuation(given: readonly WordTokens[]): readonly WordTokens[] {
  const fromEnd: WordTokens[] = [];
  for (const word of given.toReversed()) {
    const next = fromEnd.at(-1);
    const belongsToNext = next !== undefined && word.text.startsWith(' ') && opening.includes(word.text.trim());
    if (belongsToNext) fromEnd[fromEnd.length - 1] = join(word, next);
    else fromEnd.push(word);
  }
  const words: WordTokens[] = [];
  for (const word of fromEnd.reverse()) {
    const last = words.at(-1);
    if (last !== undefined && !last.text.endsWith(' ') && closing.includes(word.text))
      words[words.length - 1] = join(last, word);
    else words.push(word);
  }
  return words;
}

function join(a: WordTokens, b: WordTokens): WordTokens {
  return { text: a.text + b.text, from: a.from, to: b.to };
}

/** Characters that byte-level vocabularies write for bytes (GPT-2's `bytes_to_unicode`). */
function bytesByCharacter(): ReadonlyMap<string, number> {
  const isShown = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let next = 256;
  return new Map(
    Array.from({ length: 256 }, (_, byte) => {
      if (isShown(byte)) return [String.fromCodePoint(byte), byte];
      next += 1;
      return [String.fromCodePoint(next - 1), byte];
    }),
  );
}
