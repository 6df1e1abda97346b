"""SigLIP 2 (fixed resolution): SigLIP's graphs with Gemma's tokenizer, and weights in an external file."""

from pathlib import Path

from .siglip import make_family
from .tokens import gemma_bpe


def make(hub: Path, samples: Path) -> None:
    preprocessor = {
        "do_convert_rgb": None, "do_normalize": True, "do_rescale": True, "do_resize": True,
        "image_mean": [0.5, 0.5, 0.5], "image_processor_type": "SiglipImageProcessor", "image_std": [0.5, 0.5, 0.5],
        "processor_class": "SiglipProcessor", "resample": 2, "rescale_factor": 0.00392156862745098,
        "size": {"height": 64, "width": 64},
    }
    tokenizer_config = {
        "add_bos_token": False, "add_eos_token": True, "bos_token": "<bos>", "clean_up_tokenization_spaces": False,
        "do_lower_case": True, "eos_token": "<eos>", "model_max_length": 1000000000000000019884624838656,
        "pad_token": "<pad>", "padding_side": "right", "processor_class": "SiglipProcessor",
        "tokenizer_class": "GemmaTokenizer", "unk_token": "<unk>",
    }
    make_family(
        hub, samples, "onsight-test/siglip2-tiny-patch16-64", gemma_bpe(620), tokenizer_config, pad=0, length=20,
        size=64, patch=16, heads=3, width=36, preprocessor=preprocessor, seed=3, lower=True, external=True,
    )
