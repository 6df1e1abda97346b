"""Writes the golden file of src/media/audio: resampling by scipy, log-mel features by the definition of YAMNet.

    pip install -r tools/requirements-audio.txt
    python tools/make_audio_goldens.py
"""

import json
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

OUT = Path(__file__).parent.parent / "src/media/testdata/audio/audio.golden.json"
RATES = [(44100, 16000), (48000, 16000), (8000, 16000), (22050, 16000), (44100, 48000), (96000, 16000), (16000, 16000)]


def tone(length: int, rate: int) -> np.ndarray:
    """A chirp with a step in it; src/media/audio/audio.test.ts makes the same."""
    t = np.arange(length) / rate
    return (0.5 * np.sin(2 * np.pi * (200 + 3000 * t) * t) + np.where(np.arange(length) > length / 2, 0.25, 0)).astype(
        np.float32
    )


def log_mel(samples: np.ndarray) -> np.ndarray:
    frames = np.lib.stride_tricks.sliding_window_view(samples, 400)[::160].astype(np.float64)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    magnitudes = np.abs(np.fft.rfft(frames * hann, 512))

    def mel(hertz: np.ndarray | float) -> np.ndarray:
        return 1127 * np.log(1 + np.asarray(hertz) / 700)

    bins = mel(np.linspace(0, 8000, 257))
    edges = np.linspace(mel(125.0), mel(7500.0), 66)
    rising = (bins[:, None] - edges[None, :-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[None, 2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    weights = np.maximum(0, np.minimum(rising, falling))
    weights[0] = 0
    return np.log(magnitudes @ weights + 0.001)


def rounded(values: np.ndarray) -> list[float]:
    return [float(f"{value:.7g}") for value in values.ravel()]


def main() -> None:
    resampled = []
    for source, target in RATES:
        length = source // 50  # 20 ms
        up, down = target // np.gcd(source, target), source // np.gcd(source, target)
        out = resample_poly(tone(length, source).astype(np.float64), up, down)
        resampled.append({"from": source, "to": target, "length": length, "samples": rounded(out)})
    mel = log_mel(tone(4000, 16000))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"resampled": resampled, "logMel": {"length": 4000, "frames": rounded(mel)}}))


if __name__ == "__main__":
    main()
