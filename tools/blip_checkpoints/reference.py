"""Hugging Face's model and processor of one checkpoint: images, image states and decoding."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import AutoTokenizer, BlipImageProcessorPil, BlipProcessor, LogitsProcessor

from hub_checkpoints.folder import PHOTOS, rounded

PATTERN = "pattern"
GAP = 1e-3  # between the chosen token and the next one; other float32 implementations differ by about 1e-5
TRIALS = 5
OPTIONS = {
    "beams": "num_beams", "n": "num_return_sequences", "maxNewTokens": "max_new_tokens",
    "minNewTokens": "min_new_tokens", "lengthPenalty": "length_penalty", "repetitionPenalty": "repetition_penalty",
    "noRepeatNgramSize": "no_repeat_ngram_size",
}


class Fragile(Exception):
    """Raised if a seed's outputs prove nothing or could change with float noise."""


def stutters(ids: list[int]) -> bool:
    return any(a == b == c for a, b, c in zip(ids, ids[1:], ids[2:], strict=False))


class Noise(LogitsProcessor):
    """Adds ±GAP/2 after all other processors: a result that survives it does not depend on a near-tie."""

    def __init__(self):
        self.generator = torch.Generator().manual_seed(1)

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        return scores + (torch.rand(scores.shape, generator=self.generator) - 0.5) * GAP


class Reference:
    def __init__(self, model, folder: Path, samples: Path):
        self.model = model.requires_grad_(False)
        self.processor = BlipProcessor(
            BlipImageProcessorPil.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
        )
        text = model.config.text_config
        self.sep, self.dec, self.pad = text.sep_token_id, text.bos_token_id, text.pad_token_id
        self.pixels = {}
        for name in PHOTOS:
            image = Image.open(samples / name).convert("RGB")
            self.pixels[name] = torch.tensor(self.processor.image_processor(image, return_tensors="np")["pixel_values"])
        self.pixels = {PATTERN: pattern(self.pixels[PHOTOS[0]].shape[-1]), **self.pixels}
        self.states = {name: model.vision_model(pixels)[0] for name, pixels in self.pixels.items()}

    def images(self, extra: Callable[[torch.Tensor], dict] = lambda states: {}) -> list[dict]:
        return [
            {
                "image": name,
                "pixels": {
                    "dims": list(pixels.shape[1:]), "first": rounded(pixels[0, 0, 0, :8]),
                    "mean": round(float(pixels.double().mean()), 7),
                },
                "states": summary(self.states[name][0]),
                **extra(self.states[name]),
            }
            for name, pixels in self.pixels.items()
        ]

    def ids(self, text: str) -> torch.Tensor:
        """Token ids of a text, [1, T]: [CLS] … [SEP]."""
        return torch.tensor([self.processor.tokenizer(text)["input_ids"]])

    def text(self, ids: list[int]) -> str:
        return self.processor.decode(ids, skip_special_tokens=True)

    def decode(self, call: Callable[..., object], given: int, options: dict) -> list[dict]:
        """
        Runs `generate` through `call(copies of the input, **options)`; `given` tokens of each returned sequence are the
        start and the prompt.
        """
        hf = {OPTIONS[name]: value for name, value in options.items()}
        output = call(1, **hf, do_sample=False, return_dict_in_generate=True, output_scores=True, output_logits=True)
        found = [self.trimmed(ids, given) for ids in output.sequences.tolist()]
        if "beams" in options:
            again = call(TRIALS, **hf, do_sample=False, logits_processor=[Noise()]).tolist()
            if [self.trimmed(ids, given) for ids in again] != found * TRIALS:
                raise Fragile(f"beams {options} depend on a near-tie")
            scores = output.sequences_scores.tolist()
            return [
                {"ids": ids, "text": self.text(ids), "score": round(score, 6)}
                for ids, score in zip(found, scores, strict=True)
            ]
        for scores in output.scores:
            first, second = scores[0].topk(2)[0].tolist()
            if first - second < GAP:
                raise Fragile(f"greedy {options} depends on a near-tie")
        log_probability = sum(
            float(torch.log_softmax(logits[0].double(), -1)[token])
            for token, logits in zip(found[0][given:], output.logits, strict=True)
        )
        return [{"ids": found[0], "text": self.text(found[0]), "logProbability": round(log_probability, 6)}]

    def trimmed(self, ids: list[int], given: int) -> list[int]:
        """Without padding after the end ([SEP] itself or [PAD])."""
        return ids[: ids.index(self.sep, given) + 1] if self.sep in ids[given:] else ids


def pattern(size: int) -> torch.Tensor:
    """Pixel values that need no image code, [1, 3, size, size]; computed in double precision."""
    c, y, x = np.mgrid[:3, :size, :size]
    return torch.tensor((1.5 * np.sin(0.37 * x + 0.11 * c) * np.cos(0.23 * y - 0.19 * c))[None], dtype=torch.float32)


def summary(states: torch.Tensor) -> dict:
    """Norm over everything, and the first 8 values of the first and of the last row of [S, D]."""
    return {
        "dims": list(states.shape), "norm": round(float(states.double().norm()), 5), "first": rounded(states[0, :8]),
        "last": rounded(states[-1, :8]),
    }


def logits_summary(logits: torch.Tensor) -> dict:
    """Norm, the first 8 values and the best token of [V]."""
    norm = round(float(logits.double().norm()), 5)
    return {"norm": norm, "first": rounded(logits[:8]), "argmax": int(logits.argmax())}
