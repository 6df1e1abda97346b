"""CLIP: three graphs, `shortest_edge` resize and a centre crop, old-style integer sizes."""

from pathlib import Path

import torch
from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel

from .folder import Folder, runner, spread
from .tokens import clip_bpe

LENGTH = 77


class Text(torch.nn.Module):
    def __init__(self, model: CLIPModel):
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor):
        output = self.model.text_model(input_ids=input_ids)
        return self.model.text_projection(output.pooler_output), output.last_hidden_state


class Vision(torch.nn.Module):
    def __init__(self, model: CLIPModel):
        super().__init__()
        self.model = model

    def forward(self, pixel_values: torch.Tensor):
        output = self.model.vision_model(pixel_values=pixel_values)
        return self.model.visual_projection(output.pooler_output), output.last_hidden_state


def make(hub: Path, samples: Path) -> None:
    folder = Folder(hub, "onsight-test/clip-tiny-patch8")
    tokenizer = clip_bpe(700)
    vocab = tokenizer.get_vocab_size()
    config = CLIPConfig(
        text_config=dict(
            vocab_size=vocab, hidden_size=36, intermediate_size=72, num_hidden_layers=2, num_attention_heads=3,
            max_position_embeddings=LENGTH, bos_token_id=vocab - 2, eos_token_id=vocab - 1, pad_token_id=vocab - 1,
            projection_dim=24,
        ),
        vision_config=dict(
            hidden_size=40, intermediate_size=80, num_hidden_layers=2, num_attention_heads=5, image_size=40,
            patch_size=8, projection_dim=24,
        ),
        projection_dim=24,
        attn_implementation="eager",
    )
    model = CLIPModel(config)
    spread(model, 1)
    folder.write_json("config.json", {**config.to_dict(), "architectures": ["CLIPModel"]})
    preprocessor = {
        "crop_size": 40, "do_center_crop": True, "do_normalize": True, "do_resize": True,
        "feature_extractor_type": "CLIPFeatureExtractor", "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711], "resample": 3, "size": 46,
    }
    folder.write_json("preprocessor_config.json", preprocessor)
    folder.write_tokenizer(
        tokenizer,
        {
            "add_prefix_space": False, "bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>",
            "model_max_length": LENGTH, "pad_token": "<|endoftext|>", "tokenizer_class": "CLIPTokenizer",
            "unk_token": "<|endoftext|>",
        },
    )
    ids, picture = torch.full((2, 9), vocab - 1), torch.randn(2, 3, 40, 40)
    batch = {0: "batch"}
    folder.export("text_model", Text(model), {"input_ids": ids}, ["text_embeds", "last_hidden_state"],
                  {"input_ids": {0: "batch", 1: "sequence"}, "text_embeds": batch})
    folder.export("vision_model", Vision(model), {"pixel_values": picture}, ["image_embeds", "last_hidden_state"],
                  {"pixel_values": batch, "image_embeds": batch})

    processor = CLIPImageProcessorPil(size={"shortest_edge": 46}, crop_size={"height": 40, "width": 40})
    reference_vision, reference_text = Vision(model), Text(model)
    tokenizer.enable_truncation(LENGTH)
    folder.write_golden(
        samples,
        lambda image: torch.tensor(processor(image, return_tensors="np")["pixel_values"]),
        lambda tensor: reference_vision(tensor)[0],
        lambda text: torch.tensor([tokenizer.encode(text).ids]),
        lambda tokens: reference_text(tokens)[0],
        {
            "q8": {
                "image": runner(folder.path / "onnx/vision_model_quantized.onnx", "image_embeds", "pixel_values"),
                "text": runner(folder.path / "onnx/text_model_quantized.onnx", "text_embeds", "input_ids"),
            }
        },
    )
