"""Extracts the speech detector from the PyPI package silero-vad into public/models/speech and writes its manifest.

    pip download --no-deps --dest DIR silero-vad==6.2.3
    python tools/make_speech_pack.py DIR/silero_vad-6.2.3-py3-none-any.whl
"""

import hashlib
import json
import sys
import zipfile
from pathlib import Path

OUT = Path(__file__).parent.parent / "public/models/speech"
MODEL = "silero_vad_16k_sequence.onnx"
# Of the file in silero-vad 6.2.3.
SHA256 = "9ccdacc4719d8aa7e45a77536bfabec45a03ba1f2fad5e241ab4060b24238a85"


def main() -> None:
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        graph = wheel.read(f"silero_vad/data/{MODEL}")
        licence = wheel.read("silero_vad-6.2.3.dist-info/licenses/LICENSE")
    digest = hashlib.sha256(graph).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"Expected {MODEL} with SHA-256 {SHA256}, got {digest}. Use silero-vad 6.2.3.")
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / MODEL).write_bytes(graph)
    (OUT / "LICENSE-SILERO").write_bytes(licence)
    manifest = {
        "format": "onsight-model/2",
        "id": "speech",
        "name": "Silero VAD",
        "version": "6.2.3",
        "licence": "MIT (Silero Team)",
        "card": "README.md",
        "languages": {},
        "family": "silero-vad",
        "tasks": ["detect-speech"],
        "parts": {
            "detector": {
                "file": MODEL,
                "in": {"frames": "input", "h": "h", "c": "c"},
                "out": {"probabilities": "speech_probs", "h": "hn", "c": "cn"},
            }
        },
        "files": [describe(OUT / name) for name in ("README.md", "LICENSE-SILERO", MODEL)],
    }
    (OUT / "onsight.json").write_text(json.dumps(manifest, indent=2) + "\n")


def describe(path: Path) -> dict:
    content = path.read_bytes()
    return {"path": path.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


if __name__ == "__main__":
    main()
