"""Matching: the head's probability and the cosine of the joint space."""

import torch
from torch.nn.functional import normalize

from hub_checkpoints.folder import rounded

from .reference import Fragile, Reference, summary
from .shapes import Shape

TEXTS = [
    "a dog on the beach", "A photo of a Cat, lying on the porch!", "snowy mountains above a lake", "the tower at night",
    "", "一只猫 and something quite unknown: 42% ~ œuvre",
]


def golden(reference: Reference, shape: Shape) -> dict:
    ids = {text: reference.ids(text) for text in TEXTS}
    matches = [match(reference, image, text, ids[text]) for text in TEXTS for image in reference.pixels]
    chances = sorted(item["probability"] for item in matches)
    if chances[0] > 0.15 or chances[-1] < 0.85 or chances[-1] > 0.9995:
        raise Fragile("the head does not distinguish pairs")
    if max(abs(item["similarity"]) for item in matches) > 0.9:
        raise Fragile("the joint space is narrow")
    return {
        "sep": reference.sep, "pad": reference.pad,
        "images": reference.images(
            lambda states: {"embedding": rounded(normalize(reference.model.vision_proj(states[:, 0]), dim=-1)[0])}
        ),
        "texts": [
            {"text": text, "ids": ids[text][0].tolist(), "embedding": rounded(text_embedding(reference, ids[text])[0])}
            for text in TEXTS
        ],
        "matches": matches,
    }


def text_embedding(reference: Reference, ids: torch.Tensor) -> torch.Tensor:
    states = reference.model.text_encoder(ids, attention_mask=torch.ones_like(ids))[0]
    return normalize(reference.model.text_proj(states[:, 0]), dim=-1)


def match(reference: Reference, image: str, text: str, ids: torch.Tensor) -> dict:
    def run(ids: torch.Tensor, mask: torch.Tensor, head: bool):
        return reference.model(ids, reference.pixels[image], use_itm_head=head, attention_mask=mask)

    mask = torch.ones_like(ids)
    headed, joint = run(ids, mask, True), run(ids, mask, False)
    logits = headed.itm_score[0]
    # Hugging Face's tests pad to 35: padding under the mask must not matter.
    filler = torch.full((1, 35 - ids.shape[1]), reference.pad)
    padded = run(torch.cat([ids, filler], 1), torch.cat([mask, torch.zeros_like(filler)], 1), True).itm_score[0]
    assert (padded - logits).abs().max() < 1e-4, "padding changes a match"
    return {
        "image": image, "text": text, "logits": rounded(logits), "states": summary(headed.question_embeds[0]),
        "probability": round(float(torch.softmax(logits.double(), 0)[1]), 7),
        "similarity": round(float(joint.itm_score[0, 0]), 7),
    }
