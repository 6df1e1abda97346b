"""Small BERT tokenizers for BLIP, with the special tokens where BLIP's users have them, and elsewhere."""

from dataclasses import dataclass

from tokenizers import Tokenizer

from hub_checkpoints.tokens import CORPUS, bert, word_pieces

CAPTIONS = [
    "a picture of two dogs running on the sand", "the woman and her dog are sitting at the beach", "yes no blue green",
    "white black brown one three many", "what colour is it where how who", "is there an animal in this picture",
    "tower city sky night grass tree snow man holding small large",
]
BERT_SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


@dataclass(frozen=True)
class Vocabulary:
    tokenizer: Tokenizer
    dec: int  # [DEC], the decoder's start: `text_config.bos_token_id`
    size: int  # ids up to the last special token of BLIP


def vocabulary(layout: str) -> Vocabulary:
    """
    `bert`: as bert-base-uncased, unused ids before the special ones; BLIP's own two lie past the tokenizer's end.
    `front`: special tokens first, [DEC] and [ENC] last and known to the tokenizer. `shuffled`: padding is not id 0.
    """
    # No apostrophe: transformers 5 keeps the spaces around it, transformers 4 and transformers.js take them away.
    words = ["&" if piece == "'" else piece for piece in word_pieces(CORPUS + CAPTIONS)]
    if layout == "bert":
        unused = [f"[unused{index}]" for index in range(12)]
        tokenizer = bert(["[PAD]", *unused, *BERT_SPECIALS[1:], *words], BERT_SPECIALS)
        size = tokenizer.get_vocab_size()
        return Vocabulary(tokenizer, size, size + 2)
    front = ["[SEP]", "[UNK]", "[MASK]", "[PAD]", "[CLS]"] if layout == "shuffled" else BERT_SPECIALS
    words = [*words[:7], *front, *words[7:]] if layout == "shuffled" else [*front, *words]
    tokenizer = bert([*words, "[DEC]", "[ENC]"], [*front, "[DEC]", "[ENC]"])
    return Vocabulary(tokenizer, tokenizer.token_to_id("[DEC]"), tokenizer.get_vocab_size())
