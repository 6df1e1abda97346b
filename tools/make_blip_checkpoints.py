"""Writes small random BLIP checkpoints to fixtures/blip/, with reference outputs of Hugging Face.

    python3 -m venv .venv && .venv/bin/pip install -r tools/requirements-hub.txt
    .venv/bin/python tools/make_blip_checkpoints.py          # all, or the names of some checkpoints

Each folder is laid out as the Hub lays out `Salesforce/blip-…`; `golden.json` is described in fixtures/blip/README.md.
Weights come from the first seed whose outputs differ between images and do not depend on near-ties, so that another
float32 implementation must produce the same tokens.
"""

import sys
from pathlib import Path

import torch

from blip_checkpoints.checkpoint import make
from blip_checkpoints.shapes import SHAPES

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    torch.set_num_threads(1)
    for name in sys.argv[1:] or SHAPES:
        make(SHAPES[name], ROOT / "fixtures/blip", ROOT / "public/samples")


if __name__ == "__main__":
    main()
