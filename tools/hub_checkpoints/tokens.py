"""Small tokenizers of the kinds that the families use, as `tokenizer.json` contents."""

import math
from collections import Counter

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

CORPUS = [
    "a photo of a dog on the beach", "a cat lying on the porch", "snowy mountains above a lake", "something to drink",
    "the orchestra is playing on the stage", "a red car on the road", "two giraffes in the savanna", "books and flowers",
    "a child isn't playing with the ball", "sushi rolls and chopsticks on a table", "an old wooden house by the sea",
    "雪山", "一只猫", "喝的东西", "海滩上的狗", "一张照片", "红色的汽车在路上", "草地上的马和羊", "书和花",
]
CHARACTERS = sorted(set("".join(CORPUS)) | set("abcdefghijklmnopqrstuvwxyz0123456789.,!?'-é"))
CLIP_PATTERN = r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def clip_bpe(vocab_size: int) -> Tokenizer:
    """Byte-level BPE with `</w>` as in OpenAI's CLIP (openai/clip-vit-base-patch32, tokenizer.json)."""
    tokenizer = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(CLIP_PATTERN), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [word for line in CORPUS for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(line)]
    merges = learn_merges([[*word[:-1], word[-1] + "</w>"] for word in words], vocab_size - 2 - 2 * len(alphabet))
    # As in the real vocabulary, every byte also exists as the end of a word, and the special tokens have the last ids.
    pieces = [*alphabet, *(character + "</w>" for character in alphabet), *("".join(pair) for pair in merges)]
    vocab = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
    bos, eos = len(vocab), len(vocab) + 1
    vocab |= {"<|startoftext|>": bos, "<|endoftext|>": eos}
    tokenizer.model = models.BPE(vocab=vocab, merges=merges, unk_token="<|endoftext|>", end_of_word_suffix="</w>")
    tokenizer.add_special_tokens(["<|startoftext|>", "<|endoftext|>"])
    tokenizer.post_processor = processors.RobertaProcessing(
        ("<|endoftext|>", eos), ("<|startoftext|>", bos), trim_offsets=False, add_prefix_space=False
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def word_piece(lowercase: bool = True) -> Tokenizer:
    """WordPiece as in BERT and the Chinese RoBERTa: every Chinese character is a word."""
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return bert(specials + word_pieces(CORPUS), specials, lowercase)


def word_pieces(corpus: list[str]) -> list[str]:
    """Characters, their continuations and the words of the English lines."""
    words = sorted({word for line in corpus if line.isascii() for word in line.replace("'", " ").split()})
    pieces = CHARACTERS[:] + [f"##{c}" for c in CHARACTERS if c.isalnum() and c.isascii()]
    return [p for p in dict.fromkeys(pieces + words + ["##s", "##ing", "##ed"]) if p != " "]


def bert(pieces: list[str], specials: list[str], lowercase: bool = True) -> Tokenizer:
    """A BERT tokenizer over `pieces` (in the order of their ids), of which `specials` are special tokens."""
    vocab = {piece: index for index, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase, handle_chinese_chars=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0",
        pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocab["[CLS]"]), ("[SEP]", vocab["[SEP]"])],
    )
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_special_tokens(specials)
    return tokenizer


def unigram(vocab_size: int) -> Tokenizer:
    """SentencePiece unigram of SigLIP: lower case, no punctuation, `</s>` at the end and as padding."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    counts = Counter(
        word[start:end]
        for line in CORPUS
        for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(line.lower())
        for start in range(len(word))
        for end in range(start + 1, min(start + 6, len(word)) + 1)
    )
    counts |= {character: counts.get(character, 1) for character in [*CHARACTERS, "▁"] if character != " "}
    total = sum(counts.values())
    best = sorted(counts, key=lambda piece: (len(piece) > 1, -counts[piece] * len(piece), piece))[: vocab_size - 2]
    # Longer pieces win where they fit, as after a real training.
    pieces = [("<unk>", 0.0), ("</s>", 0.0), *((p, math.log(counts[p] / total) + 0.5 * (len(p) - 1)) for p in best)]
    tokenizer.model = models.Unigram(pieces, unk_id=0, byte_fallback=False)
    tokenizer.add_special_tokens(["<unk>", "</s>"])
    eos = tokenizer.token_to_id("</s>")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A:0 </s>:0", pair="$A:0 </s>:0 $B:0 </s>:0", special_tokens=[("</s>", eos)]
    )
    return tokenizer


def gemma_bpe(vocab_size: int) -> Tokenizer:
    """BPE with byte fallback of Gemma, as SigLIP 2 publishes it: the file itself does not lower-case."""
    specials = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", behavior="merged_with_previous", invert=False)
    words = [word.replace(" ", "▁") for line in CORPUS for word in line.replace(" ", " \n").split("\n")]
    merges = learn_merges([list(word) for word in words], vocab_size - 256 - 5 - len(CHARACTERS))
    byte_pieces = [f"<0x{byte:02X}>" for byte in range(256)]
    characters = sorted({character for word in words for character in word})
    pieces = [*specials, *byte_pieces, *characters, *("".join(pair) for pair in merges)]
    vocab = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer.model = models.BPE(vocab=vocab, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    tokenizer.add_special_tokens(specials)
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A:0 <eos>:0", pair="$A:0 <eos>:0 $B:0 <eos>:0", special_tokens=[("<eos>", vocab["<eos>"])]
    )
    return tokenizer


def learn_merges(words: list[list[str]], count: int) -> list[tuple[str, str]]:
    """The `count` most frequent pairs, in order. Ties go by the alphabet: the library's trainer differs run by run."""
    merges: list[tuple[str, str]] = []
    while len(merges) < count:
        pairs = Counter(pair for word in words for pair in zip(word, word[1:], strict=False))
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        words = [merged(word, best) for word in words]
    return merges


def merged(word: list[str], pair: tuple[str, str]) -> list[str]:
    """Joins every occurrence of `pair` in `word`."""
    result: list[str] = []
    for symbol in word:
        if result and (result[-1], symbol) == pair:
            result[-1] += symbol
        else:
            result.append(symbol)
    return result
