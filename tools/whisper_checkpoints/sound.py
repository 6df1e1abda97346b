"""Sounds as the toolkit reads them: mean of the channels, resampled as scipy does."""

import subprocess
from math import gcd
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

RATE = 16_000


def read_sound(path: Path) -> np.ndarray:
    probe = ["ffprobe", "-v", "error", "-select_streams", "a:0", "-of", "csv=p=0", "-show_entries"]
    shown = subprocess.run([*probe, "stream=sample_rate,channels", path], capture_output=True, check=True, text=True)
    rate, channels = (int(value) for value in shown.stdout.strip().split(","))
    decode = ["ffmpeg", "-v", "error", "-i", path, "-f", "f32le", "-"]
    raw = subprocess.run(decode, capture_output=True, check=True).stdout
    mono = np.frombuffer(raw, np.float32).reshape(-1, channels).mean(axis=1, dtype=np.float64)
    divisor = gcd(rate, RATE)
    return resample_poly(mono, RATE // divisor, rate // divisor).astype(np.float32)
