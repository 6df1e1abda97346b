"""Writes small random BLIP checkpoints to fixtures/blip/, with what Hugging Face's own code makes of them.

    python3 -m venv .venv && .venv/bin/pip install -r tools/requirements-hub.txt
    .venv/bin/python tools/make_blip_checkpoints.py          # all, or the names of some checkpoints

Each folder is laid out as the Hub lays out `Salesforce/blip-…`; `golden.json` is described in fixtures/blip/README.md.
Weights come from a seed that is searched for: the first whose outputs differ from picture to picture and hang on no
near-tie, so that another float32 implementation must reach the very same tokens.
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
