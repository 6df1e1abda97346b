"""Answers: generated, and ranked over a list by the protocol of the paper."""

import torch

from .reference import GAP, Fragile, Reference, logits_summary, stutters, summary
from .shapes import Shape

QUESTIONS = [
    "what animal is it?", "Where is the dog", "how many dogs are in the picture?", "is there snow? what colour is it",
]
ANSWERS = ["dog", "cat", "yes", "no", "on the beach", "two dogs", "the snowy mountains", "a tower at night", "42"]
CASES = [{}, {"beams": 3}, {"beams": 3, "n": 3}, {"beams": 3, "lengthPenalty": 2.0}]
LIMIT = 8


def golden(reference: Reference, shape: Shape) -> dict:
    asked = [(image, question) for question in QUESTIONS for image in reference.pixels]
    states = {pair: question_states(reference, *pair) for pair in asked}
    answers = [answer(reference, *pair, {}) for pair in asked]
    check_answers(reference, answers)
    answers += [answer(reference, *pair, options) for options in CASES[1:] for pair in asked]
    return {
        "decoderStart": reference.dec, "sep": reference.sep, "pad": reference.pad,
        "images": reference.images(),
        "questions": [{"question": text, "ids": reference.ids(text)[0].tolist()} for text in QUESTIONS],
        "questionStates": [
            {"image": image, "question": question, **summary(states[image, question][0])} for image, question in asked
        ],
        "firstLogits": [
            {"image": image, "question": question, **logits_summary(logits(reference, states[image, question])[0, -1])}
            for image, question in asked
        ],
        "answers": answers,
        "ranked": [rank(reference, *pair, states[pair]) for pair in asked],
    }


def question_states(reference: Reference, image: str, question: str) -> torch.Tensor:
    """States of the question with attention to the image, [1, T, D]."""
    ids, states = reference.ids(question), reference.states[image]
    return reference.model.text_encoder(
        ids, attention_mask=torch.ones_like(ids), encoder_hidden_states=states,
        encoder_attention_mask=torch.ones(states.shape[:2], dtype=torch.int64),
    )[0]


def answer(reference: Reference, image: str, question: str, options: dict) -> dict:
    def call(copies: int, **hf: object):
        ids = reference.ids(question).repeat(copies, 1)
        pixels = reference.pixels[image].repeat(copies, 1, 1, 1)
        return reference.model.generate(ids, pixels, attention_mask=torch.ones_like(ids), **hf)

    options = {"maxNewTokens": LIMIT, **options}
    found = reference.decode(call, 1, options)
    return {"image": image, "question": question, "given": 1, "options": options, "sequences": found}


def check_answers(reference: Reference, answers: list[dict]) -> None:
    new = [item["sequences"][0]["ids"][1:] for item in answers]
    if len({tuple(ids) for ids in new}) < len(new) // 2:
        raise Fragile("too few different answers")
    if sum(reference.sep in ids for ids in new) < len(new) // 2 or sum(len(ids) < 3 for ids in new) > len(new) // 3:
        raise Fragile("answers do not end, or are empty")
    if sum(stutters(ids) for ids in new) > len(new) // 3:
        raise Fragile("answers stutter")
    for name in ("image", "question"):
        for value in {item[name] for item in answers}:
            if len({tuple(ids) for ids, item in zip(new, answers, strict=True) if item[name] == value}) < 2:
                raise Fragile(f"one answer whatever the other input, for {value}")


def logits(
    reference: Reference, states: torch.Tensor, ids: torch.Tensor | None = None, mask: torch.Tensor | None = None
) -> torch.Tensor:
    """Decoder logits over the question's states; by default of the first step."""
    ids = torch.tensor([[reference.dec]]) if ids is None else ids
    states = states.expand(ids.shape[0], -1, -1)
    return reference.model.text_decoder(
        ids, attention_mask=torch.ones_like(ids) if mask is None else mask, encoder_hidden_states=states,
        encoder_attention_mask=torch.ones(states.shape[:2], dtype=torch.int64),
    ).logits


def rank(reference: Reference, image: str, question: str, states: torch.Tensor) -> dict:
    """
    `rank_answer` of salesforce/BLIP, models/blip_vqa.py, with k = all answers: [DEC] answer [SEP], the sum of the log
    probabilities of the answer's tokens and of [SEP], not divided by the length, without label smoothing.
    """
    rows = [[reference.dec, *reference.ids(text)[0, 1:].tolist()] for text in ANSWERS]
    width = max(map(len, rows))
    ids = torch.tensor([row + [reference.pad] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    steps = torch.log_softmax(logits(reference, states, ids, mask).double(), -1)
    picked = steps[:, :-1].gather(2, ids[:, 1:, None])[..., 0] * mask[:, 1:]
    sums = picked.sum(1)
    first = steps[:, 0].exp().gather(1, ids[:, 1:2])[:, 0]
    ordered = sums.sort(descending=True)
    if float((ordered.values[:-1] - ordered.values[1:]).min()) < GAP:
        raise Fragile("two answers rank alike")
    return {
        "image": image, "question": question, "answers": ANSWERS, "ids": rows,
        "firstTokenProbabilities": [round(value, 8) for value in first.tolist()],
        "logLikelihoods": [round(value, 5) for value in sums.tolist()],
        "order": ordered.indices.tolist(),
    }
