"""Reference outputs of Hugging Face's transformers for one window of sound."""

from pathlib import Path

import numpy as np
import torch
from transformers import WhisperFeatureExtractor, WhisperForConditionalGeneration, WhisperTokenizerFast


def reference(source: Path, samples: np.ndarray, language: str | None, max_new_tokens: int = 224) -> dict:
    """Greedy tokens, segments and words of at most 30 seconds at 16 kHz."""
    model = WhisperForConditionalGeneration.from_pretrained(source, attn_implementation="eager").eval()
    tokenizer = WhisperTokenizerFast.from_pretrained(source)
    extractor = WhisperFeatureExtractor.from_pretrained(source)
    features = extractor(samples, sampling_rate=16000, return_tensors="pt").input_features
    asked = {} if language is None else {"language": language, "task": "transcribe"}
    with torch.no_grad():
        out = model.generate(
            features,
            return_timestamps=True,
            return_token_timestamps=True,
            return_segments=True,
            num_frames=torch.tensor([len(samples) // 160]),
            max_new_tokens=max_new_tokens,
            **asked,
        )
    tokens = out["sequences"][0]
    # The token of the language decides whether words are separated by spaces.
    spoken = [] if language is None else [model.generation_config.lang_to_id[f"<|{language}|>"]]
    times = out["token_timestamps"][0].tolist()
    outputs = [
        {
            "tokens": np.array([spoken + tokens.tolist()]),
            "token_timestamps": np.array([[0.0] * len(spoken) + times]),
            "stride": (len(samples) / 16000, 0, 0),
        }
    ]
    _, extra = tokenizer._decode_asr(
        outputs, return_timestamps="word", return_language=False, time_precision=0.02
    )
    words = [
        {"text": each["text"].strip(), "startS": round(each["timestamp"][0], 2), "endS": round(each["timestamp"][1], 2)}
        for each in extra["chunks"]
    ]
    return {"tokens": tokens.tolist(), "words": words}


def detect_language(source: Path, samples: np.ndarray) -> str:
    model = WhisperForConditionalGeneration.from_pretrained(source).eval()
    features = WhisperFeatureExtractor.from_pretrained(source)(samples, sampling_rate=16000, return_tensors="pt")
    with torch.no_grad():
        token = model.detect_language(features.input_features)
    names = {value: key for key, value in model.generation_config.lang_to_id.items()}
    return names[int(token[0])][2:-2]
