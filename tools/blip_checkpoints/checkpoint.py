"""Makes one checkpoint: searches a seed, writes the repository, reads it back with transformers, writes the golden."""

import json
import tempfile
from itertools import chain, count
from pathlib import Path

import torch
import transformers
from transformers import logging

from hub_checkpoints.folder import Folder

from . import captioning, retrieval, vqa
from .reference import Fragile, Reference
from .repository import write_repository
from .shapes import Shape
from .vocabulary import vocabulary
from .weights import MODELS, random_model

GOLDENS = {"captioning": captioning.golden, "vqa": vqa.golden, "retrieval": retrieval.golden}
END_BIASES = {"captioning": [2.0, 3.0, 4.0, 1.0], "vqa": [3.0, 4.0, 5.0], "retrieval": [0.0]}

logging.set_verbosity_error()
logging.disable_progress_bar()


def make(shape: Shape, out: Path, samples: Path) -> None:
    words = vocabulary(shape.tokenizer)
    trials = ((seed, end_bias) for seed in count(1) for end_bias in END_BIASES[shape.task])
    for seed, end_bias in chain([shape.found], trials):
        try:
            with tempfile.TemporaryDirectory() as draft:
                golden_of(Folder(Path(draft), "draft"), shape, words, samples, seed, end_bias)
        except Fragile as reason:
            print(f"{shape.name} seed {seed}, end bias {end_bias}: {reason}", flush=True)
            continue
        folder = Folder(out, f"onsight-test/{shape.name}")
        golden = golden_of(folder, shape, words, samples, seed, end_bias)
        (folder.path / "golden.json").write_text(written(golden))
        total = sum(file.stat().st_size for file in folder.path.iterdir())
        print(f"{shape.name}: seed {seed}, end bias {end_bias}, {total / 1e6:.2f} MB", flush=True)
        return


def golden_of(folder: Folder, shape: Shape, words, samples: Path, seed: int, end_bias: float) -> dict:
    """Golden outputs of the written files, not of the model in memory."""
    drawn = random_model(shape, words, seed, end_bias)
    write_repository(folder, shape, words, drawn)
    model = MODELS[shape.task].from_pretrained(folder.path, dtype=torch.float32, attn_implementation="eager")
    stored, read = drawn.state_dict(), model.eval().state_dict()
    assert stored.keys() == read.keys() and all(torch.equal(stored[name], read[name]) for name in stored)
    about = {
        "repository": f"onsight-test/{shape.name}", "task": shape.task, "seed": seed, "endBias": end_bias,
        "made": f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}, float32",
    }
    return {**about, **GOLDENS[shape.task](Reference(model, folder.path, samples), shape)}


def written(golden: dict) -> str:
    """JSON with one list entry per line, so that diffs are readable."""
    lines = []
    for key, value in golden.items():
        if isinstance(value, list):
            items = ",\n".join("  " + json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in value)
            lines.append(f'"{key}": [\n{items}\n]')
        else:
            lines.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"
