"""Captions of every kind that `generate` offers and onsight has too."""

import torch

from .reference import PATTERN, Fragile, Reference, logits_summary, stutters
from .shapes import Shape

LIMIT = 14
PLAIN: list[tuple[bool, dict]] = [  # (with the prompt?, options beside the limit)
    (False, {}),
    (False, {"beams": 3}),
    (True, {}),
    (True, {"beams": 3}),
    (False, {"beams": 3, "n": 3}),
]
CHANGES: list[tuple[bool, dict]] = [
    (False, {"beams": 3, "lengthPenalty": 0.5}),
    (False, {"beams": 3, "lengthPenalty": 2.0}),
    (False, {"beams": 3, "lengthPenalty": 0.0, "n": 2}),
    (False, {"repetitionPenalty": 1.5}),
    (False, {"beams": 3, "repetitionPenalty": 1.5}),
    (False, {"noRepeatNgramSize": 2}),
    (False, {"beams": 3, "noRepeatNgramSize": 2}),
    (False, {"minNewTokens": 9}),
    (False, {"beams": 3, "minNewTokens": 9}),
    (False, {"maxNewTokens": 3}),
    (False, {"beams": 3, "maxNewTokens": 3}),
    (False, {"beams": 5, "n": 5}),
    (True, {"repetitionPenalty": 1.5, "noRepeatNgramSize": 2}),
    (True, {"beams": 4, "n": 3, "minNewTokens": 5, "repetitionPenalty": 1.2, "noRepeatNgramSize": 2,
            "lengthPenalty": 0.5}),
]
# Each of these, alone on greedy or on three beams, must have an effect on some image.
MUST_MATTER = ["repetitionPenalty", "minNewTokens", "maxNewTokens", "lengthPenalty", "noRepeatNgramSize"]


def golden(reference: Reference, shape: Shape) -> dict:
    captions = [caption(reference, shape, image, False, {}) for image in reference.pixels]
    check_speech(reference, captions)
    captions += [
        caption(reference, shape, image, prompted, options)
        for prompted, options in PLAIN[1:] + CHANGES
        for image in reference.pixels
        if image != PATTERN or (prompted, options) in PLAIN
    ]
    check_effects(captions)
    return {
        "decoderStart": reference.dec, "sep": reference.sep, "pad": reference.pad,
        "images": reference.images(),
        "firstLogits": [first_logits(reference, shape, name, on) for on in (False, True) for name in reference.pixels],
        "crossAttention": [cross_attention(reference, item) for item in captions[: len(reference.pixels)]],
        "captions": captions,
    }


def given_ids(reference: Reference, shape: Shape, prompted: bool) -> list[int]:
    """[DEC], then the prompt without its [CLS] and [SEP]."""
    return [reference.dec, *(reference.ids(shape.prompt)[0, 1:-1].tolist() if prompted else [])]


def caption(reference: Reference, shape: Shape, image: str, prompted: bool, options: dict) -> dict:
    def call(copies: int, **hf: object):
        text = {}
        if prompted:
            ids = reference.ids(shape.prompt).repeat(copies, 1)
            text = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
        return reference.model.generate(reference.pixels[image].repeat(copies, 1, 1, 1), **text, **hf)

    options = {"maxNewTokens": LIMIT, **options}
    given = len(given_ids(reference, shape, prompted))
    found = reference.decode(call, given, options)
    prompt = shape.prompt if prompted else None
    return {"image": image, "prompt": prompt, "given": given, "options": options, "sequences": found}


def check_speech(reference: Reference, captions: list[dict]) -> None:
    new = [item["sequences"][0]["ids"][1:] for item in captions]
    if len({tuple(ids) for ids in new}) < len(new):
        raise Fragile("two images have the same caption")
    if min(map(len, new)) < 3 or sum(reference.sep in ids for ids in new) < 2:
        raise Fragile("captions are too short, or do not end")
    if min(len(set(ids)) for ids in new) < 3 or sum(stutters(ids) for ids in new) > 1:
        raise Fragile("captions stutter")


def check_effects(captions: list[dict]) -> None:
    """Every option changes some caption against the same run without it: a runtime that ignored it would fail."""
    plain = {key(item): item["sequences"][0]["ids"] for item in captions}
    for option in MUST_MATTER:
        for beams in (False, True):
            alone = [
                item for item in captions
                if option in changed(item) and {option} | ({"beams"} if beams else set()) == changed(item)
            ]
            without = {("maxNewTokens", LIMIT)} | ({("beams", 3)} if beams else set())
            if alone and all(
                item["sequences"][0]["ids"] == plain[item["image"], None, frozenset(without)] for item in alone
            ):
                raise Fragile(f"{option} changes nothing {'with' if beams else 'without'} beams")


def changed(item: dict) -> set[str]:
    return {name for name, value in item["options"].items() if (name, value) != ("maxNewTokens", LIMIT)}


def key(item: dict) -> tuple:
    return item["image"], item["prompt"], frozenset(item["options"].items())


def forward(reference: Reference, image: str, ids: list[int], **more: object):
    states = reference.states[image]
    return reference.model.text_decoder(
        torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.int64),
        encoder_hidden_states=states, encoder_attention_mask=torch.ones(states.shape[:2], dtype=torch.int64), **more,
    )


def first_logits(reference: Reference, shape: Shape, image: str, prompted: bool) -> dict:
    """The logits after the start (and the prompt): those for the first new token."""
    ids = given_ids(reference, shape, prompted)
    return {"image": image, "ids": ids, **logits_summary(forward(reference, image, ids).logits[0, -1])}


def cross_attention(reference: Reference, item: dict) -> dict:
    """Attention of each token of the greedy caption: mean over heads and layers, as the pack's `cross_attention`."""
    ids = item["sequences"][0]["ids"]
    layers = forward(reference, item["image"], ids, output_attentions=True).cross_attentions
    mean = torch.stack(layers).mean(dim=(0, 2))[0]
    rows = [{"argmax": int(row.argmax()), "first": [round(float(v), 6) for v in row[:8]]} for row in mean]
    return {"image": item["image"], "ids": ids, "dims": list(mean.shape), "rows": rows}
