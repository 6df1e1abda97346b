"""SigLIP: towers apart, both sides squashed, every text padded to the full length, `pooler_output`."""

from pathlib import Path

import torch
from transformers import SiglipConfig, SiglipImageProcessorPil, SiglipModel

from .folder import Folder, runner, spread
from .tokens import unigram


class Text(torch.nn.Module):
    def __init__(self, model: SiglipModel):
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor):
        output = self.model.text_model(input_ids=input_ids)
        return output.last_hidden_state, output.pooler_output


class Vision(torch.nn.Module):
    def __init__(self, model: SiglipModel):
        super().__init__()
        self.model = model

    def forward(self, pixel_values: torch.Tensor):
        output = self.model.vision_model(pixel_values=pixel_values)
        return output.last_hidden_state, output.pooler_output


def make_family(
    hub: Path, samples: Path, repository: str, tokenizer, tokenizer_config: dict, pad: int, length: int,
    size: int, patch: int, heads: int, width: int, preprocessor: dict, seed: int, lower: bool, external: bool,
) -> None:
    """What SigLIP and SigLIP 2 (fixed resolution) have in common."""
    folder = Folder(hub, repository)
    config = SiglipConfig(
        text_config=dict(
            vocab_size=tokenizer.get_vocab_size(), hidden_size=width, intermediate_size=2 * width, num_hidden_layers=2,
            num_attention_heads=heads, max_position_embeddings=length, projection_size=width, pad_token_id=pad,
        ),
        vision_config=dict(
            hidden_size=width, intermediate_size=2 * width, num_hidden_layers=2, num_attention_heads=heads,
            image_size=size, patch_size=patch,
        ),
        attn_implementation="eager",
    )
    model = SiglipModel(config)
    spread(model, seed)
    data = {**config.to_dict(), "architectures": ["SiglipModel"]}
    if external:
        data["transformers.js_config"] = {"use_external_data_format": {"text_model.onnx": True}}
    folder.write_json("config.json", data)
    folder.write_json("preprocessor_config.json", preprocessor)
    folder.write_tokenizer(tokenizer, tokenizer_config)
    ids, picture = torch.ones((2, length), dtype=torch.int64), torch.randn(2, 3, size, size)
    batch, outputs = {0: "batch"}, ["last_hidden_state", "pooler_output"]
    folder.export("text_model", Text(model), {"input_ids": ids}, outputs, {"input_ids": batch, "pooler_output": batch})
    folder.export("vision_model", Vision(model), {"pixel_values": picture}, outputs,
                  {"pixel_values": batch, "pooler_output": batch})
    if external:
        folder.externalize("text_model")

    processor = SiglipImageProcessorPil(size={"height": size, "width": size}, resample=preprocessor["resample"])
    text_model, vision_model = Text(model), Vision(model)
    tokenizer.enable_truncation(length)

    def tokens(text: str) -> torch.Tensor:
        ids = tokenizer.encode(text.lower() if lower else text).ids
        return torch.tensor([ids + [pad] * (length - len(ids))])

    folder.write_golden(
        samples,
        lambda image: torch.tensor(processor(image, return_tensors="np")["pixel_values"]),
        lambda tensor: vision_model(tensor)[1],
        tokens,
        lambda ids: text_model(ids)[1],
        {
            "q8": {
                "image": runner(folder.path / "onnx/vision_model_quantized.onnx", "pooler_output", "pixel_values"),
                "text": runner(folder.path / "onnx/text_model_quantized.onnx", "pooler_output", "input_ids"),
            }
        },
    )


def make(hub: Path, samples: Path) -> None:
    preprocessor = {
        "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": [0.5, 0.5, 0.5],
        "image_processor_type": "SiglipImageProcessor", "image_std": [0.5, 0.5, 0.5],
        "processor_class": "SiglipProcessor", "resample": 3, "rescale_factor": 0.00392156862745098,
        "size": {"height": 48, "width": 48},
    }
    tokenizer_config = {
        "additional_special_tokens": [], "clean_up_tokenization_spaces": True, "do_lower_case": True,
        "eos_token": "</s>", "model_input_names": ["input_ids"], "model_max_length": 24, "pad_token": "</s>",
        "processor_class": "SiglipProcessor", "sp_model_kwargs": {}, "tokenizer_class": "SiglipTokenizer",
        "unk_token": "<unk>",
    }
    make_family(
        hub, samples, "onsight-test/siglip-tiny-patch12-48", unigram(320), tokenizer_config, pad=1, length=24, size=48,
        patch=12, heads=4, width=32, preprocessor=preprocessor, seed=2, lower=False, external=False,
    )
