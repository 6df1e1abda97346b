"""Writes a small random Whisper to fixtures/hub/, with reference outputs of Hugging Face transformers.

    python3 -m venv .venv && .venv/bin/pip install -r tools/requirements-whisper.txt
    .venv/bin/pip install --no-deps optimum==2.3.0 optimum-onnx==0.1.0
    .venv/bin/python tools/make_whisper_checkpoint.py

The folder is laid out as the Hub's `…_timestamped` repositories. `golden.json` holds log-mel features, language, greedy
tokens and word times of a generated sound; whisper.browser.test.ts makes the same one.
"""

import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from transformers import WhisperFeatureExtractor
from whisper_checkpoints.export import export
from whisper_checkpoints.golden import detect_language, reference
from whisper_checkpoints.random_model import LANGUAGES, write

OUT = Path(__file__).parent.parent / "fixtures/hub/onsight-test/whisper-tiny-random"
SEED = 7


def chirp(seconds: float) -> np.ndarray:
    t = np.arange(int(seconds * 16000)) / 16000
    return (0.5 * np.sin(2 * np.pi * (200 + 150 * t) * t) * (1 + np.sin(2 * np.pi * 3 * t)) / 2).astype(np.float32)


def main() -> None:
    torch.set_num_threads(1)
    sound = chirp(6.5)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder)
        write(source, SEED)
        shutil.rmtree(OUT, ignore_errors=True)
        export(source, OUT, quantized=False)
        features = WhisperFeatureExtractor.from_pretrained(source)(sound, sampling_rate=16000, return_tensors="np")
        frames = features.input_features[0]
        golden = {
            "seconds": 6.5,
            "features": {"frames": list(range(0, 3000, 83)), "values": np.round(frames[:, ::83], 5).tolist()},
            "language": detect_language(source, sound),
            "byLanguage": {code: reference(source, sound, code, 60) for code in LANGUAGES},
        }
    (OUT / "golden.json").write_text(json.dumps(golden, ensure_ascii=False))


if __name__ == "__main__":
    main()
