"""Writes small random checkpoints of the Hub's embedding families to fixtures/hub/, with reference outputs.

    python3 -m venv .venv && .venv/bin/pip install -r tools/requirements-hub.txt
    .venv/bin/python tools/make_hub_checkpoints.py          # all, or the names of some families

Each folder is laid out as the Hub lays out a repository for transformers.js. `golden.json` holds the output of Hugging Face
transformers in Python: embeddings of photographs (prepared by its own Pillow image processor) and of texts.
Weights are random but scaled up, so that different inputs have clearly different embeddings.
"""

import sys
from pathlib import Path

import torch

from hub_checkpoints import chinese_clip, clip, clip_joint, jina_clip, siglip, siglip2

ROOT = Path(__file__).resolve().parent.parent
FAMILIES = {
    "clip": clip.make,
    "clip-joint": clip_joint.make,
    "siglip": siglip.make,
    "siglip2": siglip2.make,
    "chinese-clip": chinese_clip.make,
    "jina-clip": jina_clip.make,
}


def main() -> None:
    torch.set_num_threads(1)
    for name in sys.argv[1:] or FAMILIES:
        FAMILIES[name](ROOT / "fixtures/hub", ROOT / "public/samples")


if __name__ == "__main__":
    main()
