"""Writes the golden file of src/families/speech: spans by silero-vad's own `get_speech_timestamps`.

    pip install silero-vad==6.2.3 onnxruntime==1.32.0 numpy==2.4.6 scipy==1.17.1    # and ffmpeg
    python tools/make_speech_goldens.py
"""

import json
from pathlib import Path

import numpy as np
from silero_vad.sequence_vad import SileroVADSequence
from silero_vad.utils_vad import get_speech_timestamps_from_probs
from whisper_checkpoints.sound import read_sound

ROOT = Path(__file__).parent.parent
OUT = ROOT / "src/families/speech/testdata/spans.golden.json"


def spans_of(probabilities: list[float], samples: int) -> list[dict]:
    return get_speech_timestamps_from_probs(probabilities, audio_length_samples=samples)


def wandering(seed: int, frames: int) -> list[float]:
    """Probabilities that often cross the thresholds."""
    steps = np.random.default_rng(seed).normal(0, 0.16, frames)
    value, values = 0.4, []
    for step in steps:
        value = min(1, max(0, value + step))
        values.append(round(value, 4))
    return values


def main() -> None:
    tracks = []
    for seed in range(6):
        probabilities = wandering(seed, 400)
        samples = 400 * 512 - seed * 70
        tracks.append({"samples": samples, "probabilities": probabilities, "spans": spans_of(probabilities, samples)})
    jfk = read_sound(ROOT / "fixtures/sounds/speech-jfk.flac")
    vad = SileroVADSequence(str(ROOT / "public/models/speech/silero_vad_16k_sequence.onnx"))
    probabilities = [float(value) for value in vad.audio_forward(jfk)]
    speech = {"probabilities": [round(value, 6) for value in probabilities], "spans": spans_of(probabilities, len(jfk))}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"tracks": tracks, "jfk": {"samples": len(jfk), **speech}}))


if __name__ == "__main__":
    main()
