"""Random weights with meaningful captions: they differ, end, and do not stutter."""

import torch
from transformers import BlipConfig, BlipForConditionalGeneration, BlipForImageTextRetrieval, BlipForQuestionAnswering

from hub_checkpoints.folder import spread

from .shapes import Shape
from .vocabulary import Vocabulary

MODELS = {
    "captioning": BlipForConditionalGeneration,
    "vqa": BlipForQuestionAnswering,
    "retrieval": BlipForImageTextRetrieval,
}


def configuration(shape: Shape, words: Vocabulary) -> BlipConfig:
    ids = words.tokenizer.token_to_id
    text = dict(
        vocab_size=words.size + shape.spare_rows, bos_token_id=words.dec, pad_token_id=ids("[PAD]"),
        sep_token_id=ids("[SEP]"), tie_word_embeddings=shape.tied, **shape.text,
    )
    return BlipConfig(
        text_config=text, vision_config=shape.vision, image_text_hidden_size=shape.joint_width,
        tie_word_embeddings=shape.tied, attn_implementation="eager",
    )


def random_model(shape: Shape, words: Vocabulary, seed: int, end_bias: float):
    """A float32 model whose weights are exact in the type they will be stored in."""
    model = MODELS[shape.task](configuration(shape, words))
    spread(model, seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith(("word_embeddings.weight", "predictions.decoder.weight")):
                # Otherwise one token has nearly all the probability and beams make no difference.
                parameter.mul_(0.4 if "word" in name else 1.5)
                parameter[words.tokenizer.token_to_id("[SEP]")].mul_(2.0)  # else a caption ends at once or never
            if name.endswith("position_embeddings.weight"):
                parameter.mul_(2.5)  # else a word is followed by itself
            if name.startswith("text_decoder") and name.endswith(".attention.output.dense.weight"):
                parameter.mul_(shape.memory)
            if name.endswith("crossattention.output.dense.weight"):
                parameter.mul_(0.4)  # otherwise an image repeats one word forever
            if name.endswith("predictions.bias" if shape.tied else "predictions.decoder.bias"):
                parameter.copy_(speech_bias(words, parameter.shape[0], end_bias))
            if name == "itm_head.weight":
                parameter.mul_(1.5)
            parameter.copy_(parameter.to(getattr(torch, shape.dtype)))
    return model


def speech_bias(words: Vocabulary, size: int, end_bias: float) -> torch.Tensor:
    """Favours ending, and rules out anything but words: special tokens, unused ids and rows without a token."""
    bias = torch.zeros(size)
    for index in range(size):
        token = words.tokenizer.id_to_token(index)
        if token is None or token.startswith("["):
            bias[index] = -12.0
    bias[words.tokenizer.token_to_id("[SEP]")] = end_bias
    return bias
